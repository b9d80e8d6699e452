import type { KnownLog } from './known-logs.js';
import type { Checkpoint, PlannedEnd } from './memory.js';
import type { Position } from './position.js';

/** The checkpoint's next chunk begins here: behind what is planned. */
export function endOfPlan({ position, planned }: Checkpoint): Position {
  return planned.at(-1)?.to ?? position;
}

/** Bytes of the log that are known to be there, or to have been, and are not known to be stored. */
export function unshippedBytes({ size, position }: Checkpoint): number {
  return Math.max(0, size - position.offset);
}

/** Makes another plan: chunks that begin at `position` and end, one behind the other, at these places. */
export function replan(checkpoint: Checkpoint, position: Position, planned: readonly PlannedEnd[]): void {
  checkpoint.position = position;
  checkpoint.planned = [...planned];
}

/**
 * The first planned chunk, which ends at `to`, is stored.
 *
 * @throws when it is another one: positions never jump over a chunk.
 */
export function advance(checkpoint: Checkpoint, to: Position): void {
  const stored = checkpoint.planned[0];
  if (stored?.to.offset !== to.offset) throw new Error(`${checkpoint.name}: a chunk up to ${to.offset} was stored out of turn`);
  checkpoint.planned.shift();
  checkpoint.position = to;
}

/** One word for all that must survive a power failure: not the size, which is saved with the plan that it leads to. */
export function wordOf({ stream, path, date, position, planned, look }: Checkpoint): string {
  const plan = planned.map(({ to, codec }) => `${to.offset}${codec}`).join();
  return `${stream} ${path} ${date} ${position.offset} ${plan} ${look?.size ?? ''} ${look?.mtimeMs ?? ''} ${look?.ino ?? ''}`;
}

/** How much of its log is shipped. */
export function progressOf({ position, planned, look }: Checkpoint): KnownLog['progress'] {
  if (look !== undefined) return 'at rest';
  return position.offset > 0 || planned.length > 0 ? 'begun' : 'noted';
}
