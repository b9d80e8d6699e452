import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unshippedBytes, type Checkpoint, type Checkpoints } from './checkpoints.js';
import { errorCode } from './error-code.js';
import type { Tell } from './events.js';
import type { Findings } from './log-finder.js';

/**
 * Drops the checkpoints of logs that Exchange has deleted, so that the state stays small, and notes what of them was not shipped.
 *
 * Only a file that is surely gone is forgotten: its folder is there and does not hold it. One in a folder that is away just now (a share, a drive), can't
 * be read, or is no longer among the roots may come back, and would be sent a second time from its beginning.
 *
 * @param found the paths of all files of this round
 * @param reported logs of which a problem was told already in this round
 */
export async function forgetGoneLogs(
  checkpoints: Checkpoints,
  found: Findings['paths'],
  reported: ReadonlySet<Checkpoint>,
  tell: Tell,
  now: number,
): Promise<void> {
  const folders = new Map<string, boolean>();
  for (const checkpoint of checkpoints.all()) {
    const { path } = checkpoint;
    const wasTold = reported.has(checkpoint);
    if (found.has(path) && !wasTold) continue;
    const folder = dirname(path);
    const isThere = folders.get(folder) ?? (await isFolder(folder));
    folders.set(folder, isThere);
    if (!isThere || !(await isMissing(path))) continue;
    if (wasTold) checkpoints.drop(checkpoint, now);
    else forget(checkpoint, checkpoints, tell, now);
  }
}

/** Does so for one log that could not be opened. */
export async function forgetIfGone(checkpoint: Checkpoint, checkpoints: Checkpoints, tell: Tell, now: number): Promise<void> {
  const { path } = checkpoint;
  if ((await isFolder(dirname(path))) && (await isMissing(path))) forget(checkpoint, checkpoints, tell, now);
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
