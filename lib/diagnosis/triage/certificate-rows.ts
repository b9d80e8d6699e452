import { KnownBytes } from '../../log/known-bytes.js';

/** Certificates that are remembered; a server offers a handful. What is beyond is read anew each time. */
const MAX_REMEMBERED = 16;

/** Days before its end within which a certificate is the rules' business: more than any rule warns ahead. */
const NEAR_DAYS = 60;

const DAY = 86_400_000;

interface RememberedRow {
  readonly text: KnownBytes;
  /** The days between which nobody needs to worry, as numbers like 20240514. */
  readonly from: number;
  readonly until: number;
}

const CONTEXT = new KnownBytes(
  ',Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names',
);

/** Certificate rows are the same in thousands of sessions: each is read once, and known again by its bytes. */
export class CertificateRows {
  readonly #known: RememberedRow[] = [];

  /** Whether this row shows a certificate that was valid at the time of the row, and had a good while to live. What can't be read is none. */
  isLongLived(view: DataView, lineStart: number, data: number, end: number): boolean {
    const row = this.#recall(view, data, end) ?? (CONTEXT.endAt(view, end) ? this.#read(view, data, end) : undefined);
    if (row === undefined) return false;
    const { from, until } = row;
    const day = dayAt(view, lineStart);
    return day >= from && day <= until;
  }

  #recall(view: DataView, data: number, end: number): RememberedRow | undefined {
    for (const row of this.#known) if (row.text.length === end - data && row.text.standAt(view, data, end)) return row;
    return undefined;
  }

  #read(view: DataView, data: number, end: number): RememberedRow {
    const text = new KnownBytes(Buffer.from(view.buffer, view.byteOffset + data, end - data));
    const row = { text, ...validityIn(text.bytes.toString('latin1')) };
    if (this.#known.length < MAX_REMEMBERED) this.#known.push(row);
    return row;
  }
}

/** None when the row has no dates. */
function validityIn(row: string): Pick<RememberedRow, 'from' | 'until'> {
  const [, from, until] = / [0-9A-F]{40} (\d{4}-\d\d-\d\dT\S*Z) (\d{4}-\d\d-\d\dT\S*Z) /.exec(row) ?? [];
  const [first, last] = [Date.parse(from ?? ''), Date.parse(until ?? '')];
  if (Number.isNaN(first) || Number.isNaN(last)) return { from: Infinity, until: -Infinity };
  return { from: dayNumber(first + DAY), until: dayNumber(last - NEAR_DAYS * DAY) };
}

function dayNumber(time: number): number {
  return Number(new Date(time).toISOString().slice(0, 10).replaceAll('-', ''));
}

/** The day that a row begins with, as a number like 20240514. */
function dayAt(view: DataView, lineStart: number): number {
  let day = 0;
  for (const index of DATE_DIGITS) day = day * 10 + view.getUint8(lineStart + index) - 0x30;
  return day;
}

/** Of `2024-05-14`. */
const DATE_DIGITS = [0, 1, 2, 3, 5, 6, 8, 9];
