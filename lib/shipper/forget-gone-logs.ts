import { stat } from 'node:fs/promises';
import type { Checkpoint, Checkpoints } from './checkpoints.js';
import { errorCode } from './error-code.js';
import type { Tell } from './events.js';

/**
 * Drops the checkpoints of logs that Exchange has deleted, so that the state stays small.
 *
 * Only a file that is surely gone is forgotten. One in a folder that can't be read just now, or that is no longer among the roots, may
 * come back, and would be sent a second time from its beginning.
 *
 * @param found the paths of all files of this round
 * @param reported logs of which a problem was told already in this round
 */
export async function forgetGoneLogs(
  checkpoints: Checkpoints,
  found: ReadonlySet<string>,
  reported: ReadonlySet<Checkpoint>,
  tell: Tell,
): Promise<void> {
  for (const checkpoint of checkpoints.all()) {
    const wasTold = reported.has(checkpoint);
    if ((found.has(checkpoint.path) && !wasTold) || !(await isGone(checkpoint.path))) continue;
    if (wasTold) checkpoints.drop(checkpoint);
    else forget(checkpoint, checkpoints, tell);
  }
}

/** Drops the checkpoint of a log that is gone, and says so when a part of it was still to be sent. */
export function forget(checkpoint: Checkpoint, checkpoints: Checkpoints, tell: Tell): void {
  const { path, planned, position } = checkpoint;
  if (planned.length > 0) tell({ name: 'file-vanished', path, shippedUpTo: position.offset });
  checkpoints.drop(checkpoint);
}

async function isGone(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    (error: unknown) => errorCode(error) === 'ENOENT',
  );
}
