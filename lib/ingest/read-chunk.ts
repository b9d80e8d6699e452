import { createHash } from 'node:crypto';
import type { Tally } from '../diagnosis/finding.js';
import type { HourOfActivity } from '../diagnosis/hourly-activity.js';
import type { Outcome } from '../diagnosis/outcome.js';
import type { Rule } from '../diagnosis/rule.js';
import { Triage } from '../diagnosis/triage.js';
import { TRIAGE_SIGNS } from '../diagnosis/triage/signs.js';
import { Span } from '../diagnosis/span.js';
import { readSessions } from '../log/read-sessions.js';
import type { LogSession } from '../log/record.js';
import type { ReadCounts } from '../log/session-reader.js';
import type { ChunkId } from '../store/chunk.js';
import { chunkKey } from '../store/fragment-table.js';
import type { LeftOut } from '../store/ledger.js';
import { sessionKey, type FailedSession } from '../store/session-table.js';
import { CHUNK_LIMITS, type ChunkLimits } from './chunk-limits.js';
import { chunkStart } from './chunk-start.js';
import { ChunkTally } from './chunk-tally.js';
import { countedPlain } from './counted-session.js';
import { diagnoseStoredSession } from './diagnose-stored-session.js';

/** Malformed lines of a chunk that the ledger keeps as examples. */
const MALFORMED_EXAMPLES = 5;

/** All that one chunk says by itself. */
export interface ChunkReading {
  /** Of the raw bytes, in hexadecimal digits. */
  readonly sha256: string;
  readonly counts: ReadCounts;
  readonly malformedExamples: readonly string[];
  /** Of the sessions that it holds whole, like all that follows but the fragments. */
  readonly outcomes: Partial<Record<Outcome, number>>;
  readonly findings: ReadonlyMap<string, Tally>;
  readonly hours: ReadonlyMap<string, HourOfActivity>;
  readonly failed: readonly FailedSession[];
  readonly leftOut: LeftOut;
  /** What it holds of sessions that cross its edges. */
  readonly fragments: readonly LogSession[];
  /** Of its records, milliseconds since 1970, UTC; `undefined` when it has none. */
  readonly firstRecordAt: number | undefined;
  readonly lastRecordAt: number | undefined;
}

/** Reads and diagnoses a chunk's bytes. Pure: the same bytes and rules give the same reading. */
export function readChunk(
  bytes: Buffer,
  chunk: ChunkId,
  metadata: Readonly<Record<string, string>>,
  rules: readonly Rule[],
  limits: ChunkLimits = CHUNK_LIMITS,
): ChunkReading {
  const read = readSessions(bytes, { ...chunkStart(chunk, metadata), signs: TRIAGE_SIGNS });
  const crossing = new Map<string, LogSession>();
  const span = new Span();
  const triage = new Triage();
  const heldIn = chunkKey(chunk);
  const tally = new ChunkTally(chunk, heldIn, limits);
  let tooMany = 0;
  for (const raw of read.sessions) {
    span.takeRaw(raw);
    const plain = triage.judge(raw);
    if (plain !== undefined) {
      tally.addHealthy(countedPlain(raw, plain));
      continue;
    }
    const session = raw.decode();
    if (!raw.begun || !raw.closed) {
      const key = sessionKey(session);
      const earlier = crossing.get(key);
      if (earlier !== undefined || crossing.size < limits.crossing) {
        // A damaged log may use one session-id twice; both parts are one fragment then.
        crossing.set(key, earlier === undefined ? session : joined(earlier, session));
        continue;
      }
      tooMany += 1;
    }
    tally.add(diagnoseStoredSession(session, chunk, [heldIn], rules));
  }
  const failed = tally.failed();
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    // Of the log file: with pseudonyms the chunk itself has another length.
    counts: { ...read.counts, bytes: chunk.to - chunk.from },
    malformedExamples: read.malformed
      .slice(0, MALFORMED_EXAMPLES)
      .map(({ line, reason, excerpt }) => `line ${line}: ${reason}: ${excerpt}`),
    outcomes: tally.outcomes(),
    findings: tally.findings(),
    hours: tally.hours(),
    failed,
    leftOut: { ...tally.leftOut(), crossing: tooMany },
    fragments: [...crossing.values()],
    firstRecordAt: span.first,
    lastRecordAt: span.last,
  };
}

function joined(a: LogSession, b: LogSession): LogSession {
  const records = [...a.records, ...b.records].sort((first, second) => first.sequence - second.sequence);
  return { ...a, records, begun: a.begun || b.begun, closed: a.closed || b.closed };
}
