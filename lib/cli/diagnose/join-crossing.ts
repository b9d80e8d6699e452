import type { LogSession } from '../../log/record.js';

/**
 * The sessions that the parts of all segments make, in the order of the segments: the part that ends one with the part that begins the next.
 * What has no counterpart stays as it is: the logs begin or end in its middle.
 */
export function joinCrossing(segments: readonly (readonly LogSession[])[]): readonly LogSession[] {
  const open = new Map<string, LogSession>();
  const joined: LogSession[] = [];
  for (const session of segments.flat()) {
    const key = JSON.stringify([session.connector, session.sessionId]);
    const earlier = open.get(key);
    // A part that begins anew belongs to no earlier one, even if the id is the same: masked logs repeat ids.
    if (earlier !== undefined && !session.begun) {
      const records = [...earlier.records, ...session.records].sort((a, b) => a.sequence - b.sequence);
      open.set(key, { ...earlier, records, closed: session.closed });
    } else {
      if (earlier !== undefined) joined.push(earlier);
      open.set(key, session);
    }
    const now = open.get(key);
    if (now?.closed === true) {
      joined.push(now);
      open.delete(key);
    }
  }
  return [...joined, ...open.values()];
}
