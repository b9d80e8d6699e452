import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code.js';

/** Waits before it is tried once more, in milliseconds: on Windows a virus scanner that reads the file keeps it from being replaced. */
const TRIED_AFTER = [50, 200, 800];
const HELD: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Puts a file into the place of another one, at once: whoever reads finds the old one or the new one. @throws the file system's error */
export async function renameOver(fresh: string, file: string): Promise<void> {
  for (const wait of TRIED_AFTER) {
    try {
      await rename(fresh, file);
      return;
    } catch (error) {
      if (!HELD.has(errorCode(error))) throw error;
      await sleep(wait);
    }
  }
  await rename(fresh, file);
}
