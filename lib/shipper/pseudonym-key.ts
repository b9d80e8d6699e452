import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KEY_BYTES, Pseudonyms } from '../privacy/pseudonyms.js';
import { errorCode } from './error-code.js';

/** The key for pseudonyms can't be used; the message says why and what to do. */
export class UnusableKey extends Error {
  override readonly name = 'UnusableKey';
}

/**
 * The pseudonyms by the key in this file. The key is made here on first use, for its owner alone to read, and is sent nowhere: whoever has it can try whether
 * a pseudonym is that of a name he knows.
 *
 * @throws UnusableKey when the file holds no key, or when others may read it.
 */
export async function readPseudonyms(keyFile: string): Promise<Pseudonyms> {
  await makeKey(keyFile);
  const { mode } = await stat(keyFile);
  // Windows has no such mode; there the folder's access list, which the installer sets, is the lock.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new UnusableKey(`others may read the key for pseudonyms: chmod 600 "${keyFile}"`);
  }
  const text = (await readFile(keyFile, 'utf8')).trim();
  if (!new RegExp(`^[0-9a-f]{${KEY_BYTES * 2}}$`).test(text)) {
    throw new UnusableKey(
      `${keyFile} holds no key for pseudonyms (${KEY_BYTES * 2} hexadecimal digits). Put back a copy of it; without one, delete it, and new pseudonyms are made that can't be matched with the old ones.`,
    );
  }
  return new Pseudonyms(Buffer.from(text, 'hex'));
}

/** Makes a key unless there is one: whole and on the disk, or not at all. */
async function makeKey(keyFile: string): Promise<void> {
  if (await isThere(keyFile)) return;
  await mkdir(dirname(keyFile), { recursive: true });
  const made = `${keyFile}.${process.pid}.new`;
  try {
    const handle = await open(made, 'w', 0o600);
    try {
      await handle.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Unlike renaming, it takes nobody's place: of two that are made at once one is the key.
    await link(made, keyFile);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(made, { force: true });
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
