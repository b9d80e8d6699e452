import type { LogRecord, LogSession } from '../log/record.js';
import { MAX_LONG_BYTES, packJson } from './long-bytes.js';

/** A session as it is stored: whole, or without the middle of a very long one. */
export interface PackedSession {
  readonly session: LogSession;
  /** Records of the middle that were left out because the whole exceeds a row; the raw chunks still hold them. */
  readonly recordsLeftOut: number;
  /** Records were left out, or lines of them were cut. */
  readonly isCut: boolean;
}

/**
 * A session, compressed to what a row can hold. What a session fails by stands at its start or its end, so of one that is too long, the middle is
 * left out, and the count of it kept.
 *
 * @param leftOutBefore records that its fragments had already lost.
 */
export function packSession(session: LogSession, leftOutBefore = 0): Buffer {
  let kept = session.records.length;
  for (;;) {
    const packed = packJson({
      session: { ...session, records: ends(session.records, kept) },
      recordsLeftOut: leftOutBefore + session.records.length - kept,
      isCut: leftOutBefore + session.records.length - kept > 0,
    } satisfies PackedSession);
    if (packed.length <= MAX_LONG_BYTES) return packed;
    if (kept <= 2)
      return packJson({
        session: { ...session, records: ends(session.records, 2).map(shortened) },
        recordsLeftOut: leftOutBefore + session.records.length - 2,
        isCut: true,
      } satisfies PackedSession);
    kept = Math.max(2, Math.floor(kept / 2));
  }
}

function ends(records: readonly LogRecord[], count: number): readonly LogRecord[] {
  if (count >= records.length) return records;
  const head = Math.ceil(count / 2);
  return [...records.slice(0, head), ...records.slice(records.length - (count - head))];
}

/** A single line may be megabytes long (a stranger's EHLO): it is cut so that the row can be written at all. */
function shortened(record: LogRecord): LogRecord {
  const cut = (text: string) => text.slice(0, 16_000);
  const { localEndpoint, remoteEndpoint, data, context, text } = record;
  return {
    ...record,
    localEndpoint: cut(localEndpoint),
    remoteEndpoint: cut(remoteEndpoint),
    data: cut(data),
    context: cut(context),
    text: cut(text),
  };
}
