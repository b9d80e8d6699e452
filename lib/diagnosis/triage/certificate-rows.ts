import type { RecordRun } from '../../log/raw-session.js';
import { DATA_START, END, START } from '../../log/record-places.js';

/** Texts that are remembered; a server offers a handful. */
const MAX_REMEMBERED = 16;

/** Days before its end within which a certificate is the rules' business: more than any rule warns ahead. */
const NEAR_DAYS = 60;

const DAY = 86_400_000;

/** The days between which nobody needs to worry, as numbers like 20240514. */
interface Days {
  readonly from: number;
  readonly until: number;
}

/** Certificate rows are the same in thousands of sessions: each is read once, and known again by its text's number. */
export class CertificateRows {
  readonly #days = new Map<number, Days>();

  /**
   * Whether the certificate that a row shows was valid at the time of the row, and had a good while to live. What can't be read is none.
   *
   * @param place where the row's integers stand in the run
   * @param number that of its text, or 0
   */
  isLongLived({ bytes, places }: RecordRun, place: number, number: number): boolean {
    let days = this.#days.get(number);
    if (days === undefined) {
      days = validityIn(bytes.toString('latin1', places[place + DATA_START], places[place + END]));
      if (number !== 0) this.#remember(number, days);
    }
    const day = dayAt(bytes, places[place + START] ?? 0);
    return day >= days.from && day <= days.until;
  }

  #remember(number: number, days: Days): void {
    this.#days.set(number, days);
    if (this.#days.size <= MAX_REMEMBERED) return;
    const [first] = this.#days.keys();
    if (first !== undefined) this.#days.delete(first);
  }
}

/** None when the row has no dates. */
function validityIn(row: string): Days {
  const [, from, until] = / [0-9A-F]{40} (\d{4}-\d\d-\d\dT\S*Z) (\d{4}-\d\d-\d\dT\S*Z) /.exec(row) ?? [];
  const [first, last] = [Date.parse(from ?? ''), Date.parse(until ?? '')];
  if (Number.isNaN(first) || Number.isNaN(last)) return { from: Infinity, until: -Infinity };
  return { from: dayNumber(first + DAY), until: dayNumber(last - NEAR_DAYS * DAY) };
}

function dayNumber(time: number): number {
  return Number(new Date(time).toISOString().slice(0, 10).replaceAll('-', ''));
}

/** The day that a row begins with, as a number like 20240514. */
function dayAt(bytes: Buffer, lineStart: number): number {
  let day = 0;
  for (const index of DATE_DIGITS) day = day * 10 + (bytes[lineStart + index] ?? 0) - 0x30;
  return day;
}

/** Of `2024-05-14`. */
const DATE_DIGITS = [0, 1, 2, 3, 5, 6, 8, 9];
