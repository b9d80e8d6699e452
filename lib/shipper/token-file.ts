import { chmod, mkdir, open, rename, stat } from 'node:fs/promises';
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
  const inPlace = process.platform === 'win32' && (await isThere(file));
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
  await rename(written, file);
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
