import type { ChunkReceipt } from '../store/chunk-table.js';
import type { ChunkSaid, LedgerEntry } from '../store/ledger.js';
import { sessionKey } from '../store/session-table.js';
import type { ChunkReading } from './read-chunk.js';

/** Keys of the failed sessions that a chunk holds whole. */
export function failedKeysOf({ failed }: ChunkReading): ReadonlySet<string> {
  return new Set(failed.map(({ session }) => sessionKey(session)));
}

/** What this reading says, and whatever an earlier one did. */
export function everSaidBy(reading: ChunkReading, before: LedgerEntry | undefined): ChunkSaid {
  const said = sayingOf(reading);
  return { findingIds: union(before?.said.findingIds, said.findingIds), sessions: union(before?.said.sessions, said.sessions) };
}

/** The receipt of a reading that was written. */
export function receiptOf(reading: ChunkReading, now: Date): ChunkReceipt {
  const { counts, malformedExamples, outcomes, firstRecordAt, lastRecordAt, sha256 } = reading;
  const { bytes, lines, records, malformed, sessions } = counts;
  return {
    ...{ bytes, lines, records, malformed, sessions, malformedExamples, outcomes, firstRecordAt, lastRecordAt, sha256 },
    ingestedAt: now,
    said: sayingOf(reading),
  };
}

function sayingOf(reading: ChunkReading): ChunkSaid {
  return { findingIds: [...reading.findings.keys()], sessions: [...failedKeysOf(reading)] };
}

function union(before: readonly string[] = [], now: readonly string[]): readonly string[] {
  return [...new Set([...before, ...now])];
}
