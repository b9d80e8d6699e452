import { chunkSchema } from '../contract/uploads.js';
import type { LogFile, Stream } from '../log/log-file.js';
import type { HeaderFault } from './events.js';

/** What a log's header lines say that its chunks must carry, each value as Exchange wrote it. */
export interface LogHeader {
  readonly date: string;
  readonly logType: string;
  readonly fields: string;
}

/** A log among all logs of this server. */
export interface LogIdentity extends LogFile {
  readonly stream: Stream;
}

export type HeaderReading =
  | { readonly kind: 'header'; readonly header: LogHeader }
  /** Exchange has not written all of it yet. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'unusable'; readonly reason: HeaderFault };

/** Bytes that surely hold the header: Exchange's has about 250. */
export const HEAD_BYTES = 4096;

/** Characters of one percent-encoded value. A blob's metadata may have 8 KiB in all, and a store refuses the chunk that has more. */
const MAX_VALUE_LENGTH = 2048;

/**
 * Reads the header lines at the beginning of a log file.
 *
 * The identity is the file's name and the `#Date` found here. Nothing else will do: all protocol logs begin with the same bytes (a hash of
 * the first line makes them all one file), and file indexes are used again.
 *
 * @param head the first {@link HEAD_BYTES} bytes of the file, or all of a shorter one
 */
export function readHeader(head: Buffer): HeaderReading {
  const lines = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\n');
  lines.pop(); // the part after the last line end, complete or not
  const values = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^#([A-Za-z-]+): ?(.*?)\r?$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) values.set(name.toLowerCase(), value);
    else if (!line.startsWith('#')) return { kind: 'unusable', reason: 'no-header' };

    const date = values.get('date');
    const logType = values.get('log-type');
    const fields = values.get('fields');
    if (date !== undefined && logType !== undefined && fields !== undefined) return judged({ date, logType, fields });
  }
  return head.length < HEAD_BYTES ? { kind: 'incomplete' } : { kind: 'unusable', reason: 'header-too-long' };
}

function judged(header: LogHeader): HeaderReading {
  if (!chunkSchema.shape.date.safeParse(header.date).success) return { kind: 'unusable', reason: 'unusable-date' };
  const longest = Math.max(encodeURIComponent(header.logType).length, encodeURIComponent(header.fields).length);
  if (longest > MAX_VALUE_LENGTH) return { kind: 'unusable', reason: 'header-too-long' };
  return { kind: 'header', header: { ...header, date: ownText(header.date) } };
}

/** The same text, but no part of the file's head any more: that would be kept as long as the part is, for thousands of logs. */
function ownText(ascii: string): string {
  return Buffer.from(ascii, 'latin1').toString('latin1');
}

/** One string for one log, for maps. */
export function identityKey({ stream, name, date }: LogIdentity): string {
  return `${stream}/${name}@${date}`;
}
