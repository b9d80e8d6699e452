import type { Stats } from 'node:fs';
import { chmod, chown, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './error-code.js';

/**
 * Stores a token for its owner alone to read. A reader finds the old one or the new one, never half of one.
 *
 * Windows has no such mode: there the file that the installer has made keeps its access list, since it is written over and not replaced; a new one takes
 * that of its folder.
 */
export async function writeTokenFile(file: string, token: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const former = await lookAt(file);
  const inPlace = process.platform === 'win32' && former !== undefined;
  const written = inPlace ? file : `${file}.new`;
  const handle = await open(written, 'w', 0o600);
  try {
    await handle.writeFile(`${token}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (inPlace) return;
  // A leftover of an earlier try would keep its own mode.
  await chmod(written, 0o600);
  // An administrator stores it for the account that ships.
  if (former !== undefined && process.getuid?.() === 0) await chown(written, former.uid, former.gid);
  await rename(written, file);
}

async function lookAt(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
