import type { LogRecord, LogSession } from '../log/record.js';
import type { Fragment } from '../store/fragment-table.js';

/**
 * The session that these fragments make, in whatever order they came and however often: records are told apart by their place in the log.
 * The fragments must be of one session, and one at least.
 */
export function assembleSession(fragments: readonly Fragment[]): LogSession {
  const byPlace = new Map<string, { readonly file: string; readonly record: LogRecord }>();
  for (const { session, file } of fragments) {
    // With pseudonyms a chunk is longer than its range, and its last offsets are those of the next one's first: the lines still differ.
    for (const record of session.records) byPlace.set(`${file}:${record.source.offset}:${record.source.line}`, { file, record });
  }
  const [first] = fragments;
  if (first === undefined) throw new RangeError('A session is made of one fragment at least.');
  const records = [...byPlace.values()].sort(inOrderOfTheLog).map(({ record }) => record);
  return {
    ...first.session,
    records,
    begun: fragments.some(({ session }) => session.begun),
    closed: fragments.some(({ session }) => session.closed),
  };
}

/** Exchange may repeat a number: then the place in the log decides, as it does where no chunk's edge lies between. */
function inOrderOfTheLog(a: { file: string; record: LogRecord }, b: { file: string; record: LogRecord }): number {
  const files = a.file === b.file ? 0 : a.file < b.file ? -1 : 1;
  return a.record.sequence - b.record.sequence || files || a.record.source.offset - b.record.source.offset;
}

/**
 * Nothing of the session is missing: it begins, it ends, and no fragment between is still to come. Only a gap *between* fragments counts:
 * within one chunk the log itself may skip or repeat a number.
 */
export function isWhole(fragments: readonly Fragment[]): boolean {
  const ordered = inOrder(fragments);
  if (ordered[0]?.session.begun !== true || !fragments.some(({ session }) => session.closed)) return false;
  let reached = -1;
  for (const { session } of ordered) {
    if (firstSequence(session) > reached + 1 && reached !== -1) return false;
    reached = Math.max(reached, ...lastSequences(session));
  }
  return true;
}

function inOrder(fragments: readonly Fragment[]): readonly Fragment[] {
  return fragments.toSorted((a, b) => firstSequence(a.session) - firstSequence(b.session) || (a.chunk < b.chunk ? -1 : 1));
}

function firstSequence({ records }: LogSession): number {
  return records[0]?.sequence ?? 0;
}

/** Records are sorted by sequence, so the last is the greatest. */
function lastSequences({ records }: LogSession): readonly number[] {
  return [records.at(-1)?.sequence ?? 0];
}
