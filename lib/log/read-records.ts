import type { ReadOptions } from './read-sessions.js';
import { readSessions } from './read-sessions.js';
import type { LogRecord, MalformedLine } from './record.js';

/** All records of a buffer, decoded, in the order of the file. For excerpts and fragments: a whole log takes many times its size in memory. */
export function readRecords(bytes: Buffer, options: ReadOptions = {}): { records: LogRecord[]; malformed: readonly MalformedLine[] } {
  const { sessions, malformed } = readSessions(bytes, options);
  const records = sessions.flatMap((session) => session.decode().records);
  records.sort((one, other) => one.source.offset - other.source.offset);
  return { records, malformed };
}
