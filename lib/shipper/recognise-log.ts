import { endOfPlan } from './checkpoint.js';
import type { Checkpoints } from './checkpoints.js';
import type { Checkpoint, FileLook } from './memory.js';
import type { FileProblem } from './events.js';
import type { KnownLog } from './known-logs.js';
import { readLogFile } from './read-log-file.js';

export type Recognition =
  | {
      readonly kind: 'log';
      readonly checkpoint: Checkpoint;
      /** The log that stood under this path before. */
      readonly replaced?: Checkpoint;
    }
  /** Its header is still being written. */
  | { readonly kind: 'incomplete'; readonly look: FileLook }
  /** Nothing to ship; where it was looked at, not before it changes. */
  | { readonly kind: 'passed-over'; readonly problem: FileProblem; readonly look?: FileLook }
  /** It was there a moment ago. */
  | { readonly kind: 'gone' };

/**
 * Which log a found file is, and where we are in it: by what its header says now, never by its path.
 *
 * @param isThere whether a log that is remembered under a path was found there
 */
export async function recogniseLog(log: KnownLog, checkpoints: Checkpoints, isThere: (path: string) => boolean): Promise<Recognition> {
  const { path, stream, name } = log;
  const reading = await readLogFile(path);
  if (reading.kind === 'unreadable') return { kind: 'passed-over', problem: { name: 'file-unreadable', path, code: reading.code } };
  if (reading.kind === 'vanished') {
    return (await checkpoints.at(log))
      ? { kind: 'gone' }
      : { kind: 'passed-over', problem: { name: 'file-vanished', path, shippedUpTo: 0, lostBytes: 0 } };
  }

  const { head, look } = reading;
  if (head.kind === 'incomplete') return { kind: 'incomplete', look };
  if (head.kind === 'unusable') return { kind: 'passed-over', problem: { name: 'file-skipped', path, reason: head.reason }, look };

  const identity = { stream, name, date: head.header.date };
  const [known, before] = [await checkpoints.of(identity), await checkpoints.at(log)];
  if (known !== undefined && known.path !== path && isThere(known.path)) {
    return { kind: 'passed-over', problem: { name: 'file-skipped', path, reason: 'same-log-elsewhere' }, look };
  }
  const checkpoint = known ?? checkpoints.begin(identity, log, look.size);
  checkpoints.move(checkpoint, log);
  checkpoint.look = undefined;
  checkpoint.size = Math.max(checkpoint.size, look.size);
  const shippedUpTo = endOfPlan(checkpoint).offset;
  if (look.size < shippedUpTo) {
    return { kind: 'passed-over', problem: { name: 'file-truncated', path, size: look.size, shippedUpTo }, look };
  }
  return before === undefined || before === checkpoint ? { kind: 'log', checkpoint } : { kind: 'log', checkpoint, replaced: before };
}
