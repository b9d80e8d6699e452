import type { LogHeader } from './header.js';
import type { RowPath } from './line-reader.js';
import type { RawSession } from './raw-session.js';
import type { MalformedLine } from './record.js';
import type { ReadCounts } from './session-reader.js';
import type { RowSigns } from './row-signs.js';
import { SessionReader } from './session-reader.js';

/** Which part of which file some bytes are. */
export interface ReadOptions {
  readonly file?: string;
  /** Bytes of the file before these. */
  readonly offset?: number;
  /** The number of the first line, counted from 1. */
  readonly firstLine?: number;
  /** What is known of the file's header from elsewhere. */
  readonly header?: Partial<LogHeader>;
  readonly path?: RowPath;
  readonly signs?: RowSigns;
}

export interface ReadSessions {
  /** As the last header line left it. */
  readonly header: LogHeader;
  /** Closed ones in the order of their ends, then the open ones in the order of their beginnings. */
  readonly sessions: readonly RawSession[];
  readonly malformed: readonly MalformedLine[];
  readonly counts: ReadCounts;
}

/** Reads the sessions of a whole buffer. They refer to it: it must stay as it is. */
export function readSessions(bytes: Buffer, { file = '', path = 'fast', signs, ...start }: ReadOptions = {}): ReadSessions {
  const sessions: RawSession[] = [];
  const malformed: MalformedLine[] = [];
  const reader = new SessionReader({
    path,
    ...(signs && { signs }),
    onSession: (session) => void sessions.push(session),
    onMalformed: (line) => void malformed.push(line),
  });
  reader.startFile({ name: file, ...start });
  reader.push(bytes);
  reader.end();
  return { header: reader.header, sessions, malformed, counts: reader.counts };
}
