import type { ChunkServices } from '../ingest/chunk-services.js';
import { leaseRediagnosis, openRediagnoses } from '../store/rediagnosis-table.js';
import { Rediagnosing } from './rediagnosing.js';

/** What one run may do: so much that a month is read again in hours, and so little that what comes fresh is not kept waiting. */
export interface RunBounds {
  readonly milliseconds: number;
  /** Raw log. */
  readonly bytes: number;
  /** Re-diagnoses that take turns; others have theirs in a later run. */
  readonly atOnce: number;
}

/** A run begins every minute. */
export const RUN_BOUNDS: RunBounds = { milliseconds: 45_000, bytes: 256 * 1024 * 1024, atOnce: 16 };

/**
 * Goes on with the re-diagnoses that are open: a chunk of each in turn, one at a time, so that none waits for another's years. What one run does not
 * come to is done by the next, which begins with another one.
 *
 * Two runs at once do no harm: a re-diagnosis is leased, and a chunk may be read again at any time.
 *
 * @throws the first storage error, after all others had their turns.
 */
export async function goOnRediagnosing(services: ChunkServices, bounds: RunBounds = RUN_BOUNDS): Promise<void> {
  const deadline = performance.now() + bounds.milliseconds;
  let bytesLeft = bounds.bytes;
  const goesOn = () => bytesLeft > 0 && performance.now() < deadline;
  const failures: unknown[] = [];
  let running = await leased(services, bounds.atOnce);
  while (running.length > 0 && goesOn()) {
    const going: Rediagnosing[] = [];
    for (const rediagnosing of running) {
      try {
        if (goesOn()) bytesLeft -= await rediagnosing.step();
        if (!rediagnosing.isOver) going.push(rediagnosing);
      } catch (error) {
        failures.push(error);
        await rediagnosing.pause(true);
      }
    }
    running = going;
  }
  for (const rediagnosing of running) await rediagnosing.pause(false);
  if (failures.length > 0) throw failures[0];
}

/** Those that nobody else goes on with, beginning with another one at each time. */
async function leased(services: ChunkServices, most: number): Promise<Rediagnosing[]> {
  const { tables, now } = services;
  const open = await openRediagnoses(tables);
  const first = Math.floor(now().getTime() / 60_000) % Math.max(1, open.length);
  const running: Rediagnosing[] = [];
  for (const named of [...open.slice(first), ...open.slice(0, first)]) {
    const rediagnosis = await leaseRediagnosis(tables, named, now());
    if (rediagnosis !== undefined) running.push(new Rediagnosing(rediagnosis, services));
    if (running.length === most) break;
  }
  return running;
}
