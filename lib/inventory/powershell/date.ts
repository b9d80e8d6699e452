import { isProperties } from './properties.js';

/** What Windows PowerShell 5.1 writes: milliseconds of UTC; a zone behind them says only how it was shown. */
const TICKS = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;

/** PowerShell 7 and scripts that format by themselves. Without a zone it is the local time of a server whose zone nobody knows. */
const ISO_WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * Milliseconds since 1970 UTC, or `undefined`. A text in the server's own date format (`5/2/2019 6:32:14 AM`, `02.05.2019 06:32`) is not
 * read: the same digits mean different days on different servers.
 */
export function readDate(value: unknown): number | undefined {
  // 5.1 hangs DateTime and DisplayHint on a date and then writes the date itself into “value”.
  if (isProperties(value)) return readDate(value['value']);
  if (typeof value !== 'string') return undefined;
  const ticks = TICKS.exec(value.trim())?.[1];
  if (ticks !== undefined) return valid(Number(ticks));
  return ISO_WITH_ZONE.test(value.trim()) ? valid(Date.parse(value.trim())) : undefined;
}

/** JavaScript knows 100 million days on either side of 1970; `/Date(…)/` may hold more digits than that. */
function valid(time: number): number | undefined {
  return Number.isNaN(new Date(time).getTime()) ? undefined : time;
}
