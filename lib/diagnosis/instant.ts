const MINUTE = 60_000;

/** The minute that was asked for last, and how its instants begin: failures of one minute come in dozens. */
let latestMinute = NaN;
let beginning = '';

/** A moment as ISO 8601 in UTC: `2024-05-14T09:30:00.040Z`. */
export function instantOf(time: number): string {
  const minute = Math.floor(time / MINUTE);
  if (minute !== latestMinute) {
    beginning = new Date(minute * MINUTE).toISOString().slice(0, -'00.000Z'.length);
    latestMinute = minute;
  }
  // Five digits: two of seconds, three of milliseconds.
  const digits = String(time - minute * MINUTE).padStart(5, '0');
  return `${beginning}${digits.slice(0, 2)}.${digits.slice(2)}Z`;
}
