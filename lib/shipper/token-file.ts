import { chmod, chown, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './error-code.js';
import { renameOver } from './rename-over.js';

/**
 * Stores a token for its owner alone to read. A reader finds the old one or the new one, never half of one.
 *
 * Windows has no such mode: there the access list of the folder is the lock, as the installer sets it.
 */
export async function writeTokenFile(file: string, token: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.new`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await handle.writeFile(`${token}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // A leftover of an earlier try would keep its own mode.
  await chmod(fresh, 0o600);
  await leaveToOwnerOf(file, fresh);
  await renameOver(fresh, file);
}

/** An administrator stores it for the account that ships. */
async function leaveToOwnerOf(file: string, fresh: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  try {
    const { uid, gid } = await stat(file);
    await chown(fresh, uid, gid);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
