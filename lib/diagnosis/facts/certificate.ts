import type { LogRecord } from '../../log/record.js';
import type { SessionFacts } from './session-facts.js';

/** A certificate as Exchange logged it during STARTTLS. What the row does not say, or what its publisher masked, is `undefined`. */
export interface LoggedCertificate {
  /** `sent` is ours, `received` the other side's. Only a certificate of ours may appear in a command for this server. */
  readonly side: 'sent' | 'received';
  readonly subject: string | undefined;
  readonly issuer: string | undefined;
  readonly serial: string | undefined;
  /** SHA-1, 40 upper-case hexadecimal digits. */
  readonly thumbprint: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  /** Subject alternative names. */
  readonly names: readonly string[];
  /** The rows that told it. */
  readonly records: readonly LogRecord[];
}

type Side = LoggedCertificate['side'];

/** `Sending certificate …` is ours; newer builds say `Remote certificate …`, older ones `Received certificate`. */
const ANNOUNCEMENT = /^(Sending|Remote|Received) certificate\b/i;

/** How the context of all rows begins that hold one value. */
const VALUE = 'Certificate ';

/**
 * The certificates of a session, in the order in which they were logged. Three shapes are in use:
 *
 * - one row, values joined by blanks: `Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`;
 * - one row without the dates (Exchange 2016 until about CU4);
 * - a row `Sending certificate`, then one row for each value (`Certificate subject`, `Certificate issuer name`, …; Exchange 2010 and 2013).
 *
 * An excerpt may begin within the third shape: rows without an announcement before them are taken as ours, since Exchange logs its own first.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/mailflow/outbound-email-messages-are-not-sent (shows the third shape)
 */
export function certificatesIn(records: readonly LogRecord[]): readonly LoggedCertificate[] {
  const certificates: LoggedCertificate[] = [];
  let rows: { side: Side; records: LogRecord[] } | undefined;
  const finish = () => {
    if (rows !== undefined && rows.records.some(({ context }) => context in VALUE_ROWS))
      certificates.push(fromRows(rows.side, rows.records));
    rows = undefined;
  };
  for (const record of records) {
    if (record.event !== '*') continue;
    const announced = ANNOUNCEMENT.exec(record.context);
    if (announced !== null) {
      finish();
      const side: Side = announced[1]?.toLowerCase() === 'sending' ? 'sent' : 'received';
      if (record.data.trim() === '') rows = { side, records: [record] };
      else certificates.push(fromOneRow(side, record));
    } else if (record.context.startsWith(VALUE) && record.context in VALUE_ROWS) {
      // A second subject without a new announcement is another certificate.
      if (record.context === 'Certificate subject' && rows?.records.some(({ context }) => context === 'Certificate subject')) finish();
      rows ??= { side: 'sent', records: [] };
      rows.records.push(record);
    }
  }
  finish();
  return certificates;
}

/** The last certificate of one side whose rows all stand before this one. */
export function certificateBefore(
  record: LogRecord,
  side: Side,
  { certificates, session: { records } }: Pick<SessionFacts, 'certificates' | 'session'>,
): LoggedCertificate | undefined {
  const end = records.indexOf(record);
  // Certificates are in the order of their rows: both are gone through once, however many a stranger shows.
  let before: LoggedCertificate | undefined;
  let at = 0;
  for (const certificate of certificates) {
    const lastRow = certificate.records.at(-1);
    while (at < end && records[at] !== lastRow) at += 1;
    if (at === end) break;
    if (certificate.side === side) before = certificate;
  }
  return before;
}

const VALUE_ROWS: Readonly<Record<string, 'subject' | 'issuer' | 'serial' | 'thumbprint' | 'names'>> = {
  'Certificate subject': 'subject',
  'Certificate issuer name': 'issuer',
  'Certificate serial number': 'serial',
  'Certificate thumbprint': 'thumbprint',
  'Certificate alternate names': 'names',
};

function fromRows(side: Side, records: readonly LogRecord[]): LoggedCertificate {
  const value = (name: string) => records.find(({ context }) => VALUE_ROWS[context] === name)?.data.trim();
  return {
    side,
    subject: value('subject'),
    issuer: value('issuer'),
    serial: hexadecimal(value('serial')),
    thumbprint: parseThumbprint(value('thumbprint')),
    notBefore: undefined,
    notAfter: undefined,
    names: splitNames(value('names')),
    records,
  };
}

/** From the right, because subject and issuer may hold anything, blanks included. */
const ONE_ROW =
  /^(?<names>.*?) (?<serial>[0-9A-Fa-fx*]{6,}) (?<thumbprint>[0-9A-Fa-fx*]{8,})(?: (?<from>\S+Z) (?<to>\S+Z))?(?: (?<alternates>\S*))?$/;

/** Rows that are remembered; then all are forgotten at once. A server offers a handful of certificates, in thousands of sessions. */
const MAX_REMEMBERED_ROWS = 100;

/** What is longer has hundreds of names, or is made up to take memory. */
const MAX_REMEMBERED_CHARACTERS = 8192;

type ParsedRow = Omit<LoggedCertificate, 'side' | 'records'>;

const rememberedRows = new Map<string, ParsedRow>();

function fromOneRow(side: Side, record: LogRecord): LoggedCertificate {
  const row = record.data.trim();
  return { side, ...(row.length > MAX_REMEMBERED_CHARACTERS ? parseOneRow(row) : parsedOnce(row)), records: [record] };
}

function parsedOnce(row: string): ParsedRow {
  const known = rememberedRows.get(row);
  if (known !== undefined) return known;
  const parsed = parseOneRow(row);
  if (rememberedRows.size >= MAX_REMEMBERED_ROWS) rememberedRows.clear();
  rememberedRows.set(row, parsed);
  return parsed;
}

function parseOneRow(row: string): ParsedRow {
  const groups = ONE_ROW.exec(row)?.groups;
  const [subject, issuer] = splitSubjectFromIssuer(groups?.names ?? row);
  return {
    subject,
    issuer,
    serial: hexadecimal(groups?.serial),
    thumbprint: parseThumbprint(groups?.thumbprint),
    notBefore: instant(groups?.from),
    notAfter: instant(groups?.to),
    names: splitNames(groups?.alternates),
  };
}

/**
 * Nothing stands between subject and issuer but a blank. Within a name a comma precedes each further part, so the issuer begins at the last
 * part that no comma precedes. Most issuers begin with CN; some have none.
 */
function splitSubjectFromIssuer(names: string): readonly [string, string | undefined] {
  const starts = [...names.matchAll(/(?<![,+]) (?=[A-Za-z][A-Za-z0-9.]*=)/g)].map(({ index }) => index);
  const split = starts.findLast((index) => names.startsWith('CN=', index + 1)) ?? starts.at(-1);
  return split === undefined ? [names, undefined] : [names.slice(0, split), names.slice(split + 1)];
}

/** Upper-cased, or `undefined` when it is not the 40 digits of a SHA-1 hash: published excerpts mask it (`xxxx…`). */
export function parseThumbprint(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9A-Fa-f]{40}$/.test(text) ? text.toUpperCase() : undefined;
}

function hexadecimal(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9A-Fa-f]+$/.test(text) ? text.toUpperCase() : undefined;
}

function instant(text: string | undefined): number | undefined {
  const time = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function splitNames(text: string | undefined): readonly string[] {
  return (text ?? '').split(';').filter((name) => name !== '');
}
