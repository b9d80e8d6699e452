import type { ChunkReceipt } from '../store/chunk-table.js';
import { NOTHING_SAID, type ChunkSaid, type LedgerEntry } from '../store/ledger.js';
import { saidOf, type SaidSession } from '../store/session-index.js';
import { sessionKey } from '../store/session-table.js';
import type { ChunkReading } from './read-chunk.js';

/** The failed sessions that a chunk holds whole. */
export function failedIn({ failed }: ChunkReading): readonly SaidSession[] {
  return failed.map(saidOf);
}

/** Those of the sessions that are not among the others: taken for the same only if they also begin at the same moment. */
export function sessionsBeside(sessions: readonly SaidSession[], others: readonly SaidSession[]): readonly SaidSession[] {
  const known = new Set(others.map(wordOf));
  return sessions.filter((session) => !known.has(wordOf(session)));
}

function wordOf({ key, startedAt }: SaidSession): string {
  return `${startedAt} ${key}`;
}

/** What this reading says, and whatever an earlier one did. */
export function everSaidBy(reading: ChunkReading, before: LedgerEntry | undefined): ChunkSaid {
  const said = sayingOf(reading);
  const { said: earlier = NOTHING_SAID } = before ?? {};
  return {
    findingIds: union(earlier.findingIds, said.findingIds),
    sessions: [...earlier.sessions, ...sessionsBeside(said.sessions, earlier.sessions)],
    hours: union(earlier.hours, said.hours),
    fragments: union(earlier.fragments, said.fragments),
  };
}

/** The receipt of a reading that was written. */
export function receiptOf(reading: ChunkReading, now: Date): ChunkReceipt {
  const { counts, malformedExamples, outcomes, leftOut, firstRecordAt, lastRecordAt, sha256 } = reading;
  const { bytes, lines, records, malformed, sessions } = counts;
  return {
    ...{ bytes, lines, records, malformed, sessions, malformedExamples, outcomes, leftOut, firstRecordAt, lastRecordAt, sha256 },
    readAt: now,
    said: sayingOf(reading),
  };
}

function sayingOf(reading: ChunkReading): ChunkSaid {
  return {
    findingIds: [...reading.findings.keys()],
    sessions: failedIn(reading),
    hours: [...reading.hours.keys()],
    fragments: reading.fragments.map(sessionKey),
  };
}

function union(before: readonly string[], now: readonly string[]): readonly string[] {
  return [...new Set([...before, ...now])];
}
