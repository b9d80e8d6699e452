/** Greater than any time of a log, in as many digits. */
const TIME_BEYOND = 10 ** 15;
const DIGITS = 16;

/** A time (milliseconds since 1970) as a word of a row key: the newest time gives the least word. */
export function newestFirst(time: number): string {
  return String(TIME_BEYOND - time).padStart(DIGITS, '0');
}
