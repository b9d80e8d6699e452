/**
 * When a timer function is due next. Times are in UTC, as in Azure without WEBSITE_TIME_ZONE.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 */
export interface Schedule {
  /** The first time after `time`, both in milliseconds since 1970. */
  next(time: number): number;
}

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
/** 29 February falls on a given weekday every 28 years, or every 40 where a leap year is left out; longer than that is never. */
const HORIZON_DAYS = 41 * 366;

/** Reads `{second} {minute} {hour} {day} {month} {day of week}`, all of which must hold, or an interval such as `00:05:00`. */
export function parseSchedule(expression: string): Schedule {
  const interval = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})$/.exec(expression);
  if (interval) {
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = interval.slice(1).map((part: string | undefined) => Number(part ?? 0));
    const length = days * DAY + ((hours * 60 + minutes) * 60 + seconds) * SECOND;
    if (length === 0) throw new Error(`The schedule “${expression}” is an interval of nothing.`);
    return { next: (time) => time + length };
  }
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    throw new Error(`The schedule “${expression}” must have six fields: second, minute, hour, day, month and day of the week.`);
  }
  const [seconds, minutes, hours, days, months, weekdays] = FIELDS.map((field, index) =>
    valuesOf(fields[index] ?? '', field, expression),
  ) as [...Fields];

  const firstIn = (day: number, from: number): number | undefined => {
    const date = new Date(day);
    if (!days.has(date.getUTCDate()) || !months.has(date.getUTCMonth() + 1) || !weekdays.has(date.getUTCDay())) return undefined;
    for (const hour of hours) {
      for (const minute of minutes) {
        for (const second of seconds) {
          const time = day + ((hour * 60 + minute) * 60 + second) * SECOND;
          if (time >= from) return time;
        }
      }
    }
    return undefined;
  };

  const next = (time: number): number => {
    const from = (Math.floor(time / SECOND) + 1) * SECOND;
    const today = Math.floor(from / DAY) * DAY;
    for (let day = today; day < today + HORIZON_DAYS * DAY; day += DAY) {
      const found = firstIn(day, from);
      if (found !== undefined) return found;
    }
    throw new Error(`The schedule “${expression}” never comes.`);
  };
  return { next };
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** What stands for `least`, `least + 1` … */
  readonly words: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'second', least: 0, most: 59, words: [] },
  { name: 'minute', least: 0, most: 59, words: [] },
  { name: 'hour', least: 0, most: 23, words: [] },
  { name: 'day', least: 1, most: 31, words: [] },
  { name: 'month', least: 1, most: 12, words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { name: 'day of the week', least: 0, most: 6, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

type Values = ReadonlySet<number>;
type Fields = [seconds: Values, minutes: Values, hours: Values, days: Values, months: Values, weekdays: Values];

/** Lists such as `1,5`, ranges such as `9-17`, steps such as `0-30/10`; in ascending order. */
function valuesOf(text: string, field: Field, expression: string): Values {
  const wrong = () => new Error(`The schedule “${expression}” has “${text}” for the ${field.name}.`);
  const values = text.split(',').flatMap((part) => {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const every = Number(step ?? 1);
    const [from, to] = range === '*' ? [field.least, field.most] : range.split('-').map((value) => valueOf(value, field));
    if (from === undefined || every < 1) throw wrong();
    const last = to ?? (step === undefined ? from : field.most);
    if (!(from >= field.least && from <= last && last <= field.most)) throw wrong();
    return Array.from({ length: Math.floor((last - from) / every) + 1 }, (_, index) => from + index * every);
  });
  return new Set(values.sort((left, right) => left - right));
}

function valueOf(text: string, { words, least }: Field): number {
  const word = words.indexOf(text.slice(0, 3).toLowerCase());
  if (word >= 0) return word + least;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
