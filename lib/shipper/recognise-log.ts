import { endOfPlan, type Checkpoint, type Checkpoints } from './checkpoints.js';
import type { FileProblem } from './events.js';
import type { FoundLog } from './find-log-files.js';
import type { Findings } from './log-finder.js';
import { readLogFile, type FileLook } from './read-log-file.js';

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
  | { readonly kind: 'gone'; readonly checkpoint: Checkpoint };

/**
 * Which log a found file is, and where we are in it: by what its header says now, never by its path.
 *
 * @param found the paths of all files of this round
 */
export async function recogniseLog(log: FoundLog, checkpoints: Checkpoints, found: Findings['paths']): Promise<Recognition> {
  const { path, stream, name } = log;
  const reading = await readLogFile(path);
  if (reading.kind === 'unreadable') return { kind: 'passed-over', problem: { name: 'file-unreadable', path, code: reading.code } };
  if (reading.kind === 'vanished') {
    const known = checkpoints.at(path);
    return known
      ? { kind: 'gone', checkpoint: known }
      : { kind: 'passed-over', problem: { name: 'file-vanished', path, shippedUpTo: 0, lostBytes: 0 } };
  }

  const { head, look } = reading;
  if (head.kind === 'incomplete') return { kind: 'incomplete', look };
  if (head.kind === 'unusable') return { kind: 'passed-over', problem: { name: 'file-skipped', path, reason: head.reason }, look };

  const identity = { stream, name, date: head.header.date };
  const known = checkpoints.of(identity);
  if (known === undefined) {
    const replaced = checkpoints.at(path);
    const checkpoint = checkpoints.begin(identity, path, look.size);
    return replaced ? { kind: 'log', checkpoint, replaced } : { kind: 'log', checkpoint };
  }
  if (known.path !== path && found.has(known.path)) {
    return { kind: 'passed-over', problem: { name: 'file-skipped', path, reason: 'same-log-elsewhere' }, look };
  }
  // The name too: of thousands of logs one text each will do.
  Object.assign(known, { path, name });
  known.size = Math.max(known.size, look.size);
  const shippedUpTo = endOfPlan(known).offset;
  if (look.size < shippedUpTo) {
    return { kind: 'passed-over', problem: { name: 'file-truncated', path, size: look.size, shippedUpTo }, look };
  }
  return { kind: 'log', checkpoint: known };
}
