import { MAX_FIELDS } from './limits.js';
import type { Direction } from './record.js';

/**
 * What the `#` lines at the head of a log file say. `version` is no build number: real files say 15.0.0.0 from 2013 to Subscription Edition.
 * `date` may be later than the first record's, since rows are buffered before they are written.
 */
export interface LogHeader {
  readonly software: string | undefined;
  readonly version: string | undefined;
  /** `SMTP Send Protocol Log` or `SMTP Receive Protocol Log`. */
  readonly logType: string | undefined;
  /** As written: `2019-05-28T15:07:00.088Z`. */
  readonly date: string | undefined;
  /** Names of the columns in their order; Exchange's own order where no header was read. */
  readonly fields: readonly string[];
}

/** The columns of a protocol log, in the order in which Exchange writes them. */
export const DEFAULT_FIELDS = [
  'date-time',
  'connector-id',
  'session-id',
  'sequence-number',
  'local-endpoint',
  'remote-endpoint',
  'event',
  'data',
  'context',
] as const;

/** The header of a file of which no header line was read yet. */
export const NO_HEADER: LogHeader = {
  software: undefined,
  version: undefined,
  logType: undefined,
  date: undefined,
  fields: DEFAULT_FIELDS,
};

/** Without these columns a row is no record; an excerpt may lack the others. */
const INDISPENSABLE = ['date-time', 'session-id', 'sequence-number', 'event'];

/** The column names of a `#Fields` value, or `undefined` when they can't be the columns of a protocol log. */
export function parseFields(value: string): readonly string[] | undefined {
  const fields = value.split(',').map((name) => name.trim().toLowerCase());
  const known = fields.filter((name) => (DEFAULT_FIELDS as readonly string[]).includes(name));
  if (fields.length > MAX_FIELDS || new Set(known).size !== known.length) return undefined;
  return INDISPENSABLE.every((name) => fields.includes(name)) ? fields : undefined;
}

/** A header line that lost its `#` where someone pasted it. Only what can't be anything else: `Date:` alone might be the start of a mail. */
const LOST_HASH = /^(?:Software: *Microsoft Exchange|Version: *\d+\.\d|Log-type: *SMTP|Date: *\d{4}-\d\d-\d\dT|Fields: *date-time,)/i;

/** Whether a line is a header line: it begins with `#`, or it lost its `#` on the way through a web form. */
export function isHeaderLine(line: string): boolean {
  return line.startsWith('#') || LOST_HASH.test(line);
}

/** Whether a line begins one of Exchange's own header lines, which can't stand inside a quoted field by accident. */
export function startsHeader(line: string): boolean {
  return /^#(?:Software|Version|Log-type|Date|Fields):/i.test(line);
}

/**
 * The header after one more of its lines, or `undefined` when the line is no header or its `#Fields` are unusable. Unknown names are
 * tolerated: another build may write more.
 */
export function withHeaderLine(header: LogHeader, line: string): LogHeader | undefined {
  const colon = line.indexOf(':');
  if (colon < 0) return undefined;
  const name = line
    .slice(line.startsWith('#') ? 1 : 0, colon)
    .trim()
    .toLowerCase();
  const value = line.slice(colon + 1).trim();
  switch (name) {
    case 'software':
      return { ...header, software: value };
    case 'version':
      return { ...header, version: value };
    case 'log-type':
      return { ...header, logType: value };
    case 'date':
      return { ...header, date: value };
    case 'fields': {
      const fields = parseFields(value);
      return fields && { ...header, fields };
    }
    default:
      return header;
  }
}

/** Which side the log tells, or `undefined` when its header doesn't say. */
export function directionOf(header: LogHeader): Direction | undefined {
  const said = /\bSMTP (Send|Receive)\b/i.exec(header.logType ?? '')?.[1]?.toLowerCase();
  return said === 'send' || said === 'receive' ? said : undefined;
}
