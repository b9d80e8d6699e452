import { hostname, uptime } from 'node:os';
import { z } from 'zod';
import { errorCode } from './error-code.js';

const holderSchema = z.object({
  /** Tells this holding from any other. */
  id: z.string(),
  pid: z.int().positive(),
  host: z.string(),
  since: z.iso.datetime(),
});

/** Who holds a lock, as its file says. */
export type LockHolder = z.infer<typeof holderSchema>;

/** A lock whose holder gave no sign of life for so long is nobody's: six beats of its heart, so that a busy disk costs nobody the lock. */
export const SILENCE_MILLISECONDS = 60_000;

/** A lock that names nobody is just being written, or was when its holder was ended; to write it takes no longer than this. */
export const WRITTEN_MILLISECONDS = 5_000;

/** `undefined` for a lock that is just being written, or damaged. */
export function readHolder(text: string): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Whether the holder is surely gone: its process does not exist, or the machine was started since, or no sign of life came for long.
 *
 * A process number alone proves nothing, since it is given out again, after a power failure even to the same service.
 *
 * @param lastBeat when the holder last gave a sign of life, in milliseconds since 1970
 * @param upSeconds since when this machine runs
 */
export function isGone(holder: LockHolder | undefined, lastBeat: number, now: number, upSeconds = uptime()): boolean {
  if (now - lastBeat > (holder === undefined ? WRITTEN_MILLISECONDS : SILENCE_MILLISECONDS)) return true;
  if (holder?.host !== hostname()) return false;
  if (lastBeat < now - upSeconds * 1000) return true;
  if (holder.pid === process.pid) return Date.parse(holder.since) < now - process.uptime() * 1000;
  return !exists(holder.pid);
}

/** Signal 0 is never sent; it asks whether it could be, on Windows too. Another account's process may refuse it, and exists. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
