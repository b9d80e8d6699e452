import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code.js';

/** Waits before a file is opened once more that a virus scanner or a backup has locked, in milliseconds. */
const UNLOCKED_AFTER = [50, 200, 800];

type Flags = 'r' | 'r+';

/** Opens a file, and waits a second in all for somebody who has locked it. @throws the file system's error */
export async function openUnlocked(
  path: string,
  flags: Flags,
  openFile: (path: string, flags: Flags) => Promise<FileHandle> = open,
): Promise<FileHandle> {
  for (const wait of UNLOCKED_AFTER) {
    try {
      return await openFile(path, flags);
    } catch (error) {
      if (errorCode(error) !== 'EBUSY') throw error;
      await sleep(wait);
    }
  }
  return openFile(path, flags);
}
