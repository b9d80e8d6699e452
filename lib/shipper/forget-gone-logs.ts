import { stat } from 'node:fs/promises';
import { unshippedBytes } from './checkpoint.js';
import type { Checkpoints } from './checkpoints.js';
import type { Checkpoint } from './memory.js';
import { errorCode } from './error-code.js';
import type { Tell } from './events.js';
import type { KnownLog } from './known-logs.js';

/**
 * Drops the checkpoints of logs that Exchange has deleted, so that the state stays small, and notes what of them was not shipped.
 *
 * Only a file that is surely gone is forgotten: its folder is there and does not hold it. One in a folder that is away just now (a share, a drive), can't
 * be read, or is no longer among the roots may come back, and would be sent a second time from its beginning.
 *
 * @param missing logs that were not found, or could not be read
 * @param wasTold whether a problem of this log was told already in this round
 * @param onGone told of each log that is gone
 */
export async function forgetGoneLogs(
  missing: Iterable<KnownLog>,
  checkpoints: Checkpoints,
  wasTold: (log: KnownLog) => boolean,
  onGone: (log: KnownLog) => void,
  tell: Tell,
  now: number,
): Promise<void> {
  const folders = new Map<string, boolean>();
  for (const log of missing) {
    const folder = log.folder.path;
    const isThere = folders.get(folder) ?? (await isFolder(folder));
    folders.set(folder, isThere);
    if (!isThere || !(await isMissing(log.path))) continue;
    const checkpoint = await checkpoints.at(log);
    if (checkpoint !== undefined) {
      if (wasTold(log)) checkpoints.drop(checkpoint, now);
      else forget(checkpoint, checkpoints, tell, now);
    }
    onGone(log);
  }
}

/** Drops the checkpoint of a log that is gone, and says so when a part of it was still to be sent. */
export function forget(checkpoint: Checkpoint, checkpoints: Checkpoints, tell: Tell, now: number): void {
  const { path, position } = checkpoint;
  const lostBytes = unshippedBytes(checkpoint);
  if (lostBytes > 0) tell({ name: 'file-vanished', path, shippedUpTo: position.offset, lostBytes });
  checkpoints.drop(checkpoint, now);
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: unknown) => errorCode(error) === 'ENOENT',
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
