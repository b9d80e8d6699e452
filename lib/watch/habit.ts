/**
 * What a connector does at the same hours of the week, and whether it has fallen silent against that. All in counts of sessions by the hour; which
 * hours they are is the caller's to know.
 */

/** Weeks that make a habit. One of them may have been unlike the others: a holiday, an outage, the week in which the connector was made. */
export const HABIT_WEEKS = 5;

/** Hours that are looked at, from now backwards. */
export const RECENT_HOURS = 24;

/** Silence of less than this is a restart. */
const LEAST_SILENT_HOURS = 2;

/**
 * Sessions that were usual in the silent time. Where ten come on the average, none come by chance once in 20,000 times; and it is the second
 * quietest week that is asked.
 */
const LEAST_USUAL_SESSIONS = 10;

/** Sessions of one connector by the hour. */
export interface ConnectorHours {
  /** The last {@link RECENT_HOURS}, the latest last. */
  readonly recent: readonly number[];
  /** The same hours of the weeks before, the latest week first, each with one hour more before and after. */
  readonly weeks: readonly (readonly number[])[];
}

/** What was usual in some hours. */
export interface Usual {
  /** Sessions of the second quietest week. */
  readonly least: number;
  readonly most: number;
}

/** For how many hours, up to now, a connector has had no session. */
export function silentHours(recent: readonly number[]): number {
  const last = recent.findLastIndex((sessions) => sessions > 0);
  return recent.length - 1 - last;
}

/**
 * What is usual for a connector in the last so many hours of the day that was looked at; `undefined` when there is too little to call it a habit.
 *
 * Clocks are put forward and back: an hour of the habit counts no more than the hours beside it. Over a whole day that does not matter, and a
 * connector that works in one hour of the day has a habit, too.
 */
export function usualIn(hours: number, { weeks }: ConnectorHours): Usual | undefined {
  const sums = weeks.map((week) => sumOf(hours < RECENT_HOURS ? shiftProof(week).slice(-hours) : week.slice(1, -1)));
  const [, least, ...others] = sums.toSorted((a, b) => a - b);
  const most = others.at(-1);
  if (weeks.length < HABIT_WEEKS || least === undefined || most === undefined || least < LEAST_USUAL_SESSIONS) return undefined;
  return { least, most };
}

/** A connector's silence: for how many hours, what is usual in them, and in which of the last hours it usually works. */
export interface Silence {
  readonly hours: number;
  readonly usual: Usual;
  readonly workingHours: readonly number[];
}

/** Whether a connector has fallen silent in what, by its habit, is no time to be silent. It may still be a holiday. */
export function fellSilent(connector: ConnectorHours): Silence | undefined {
  const hours = silentHours(connector.recent);
  const usual = hours < LEAST_SILENT_HOURS ? undefined : usualIn(hours, connector);
  return usual && { hours, usual, workingHours: workingHours(hours, connector) };
}

function workingHours(hours: number, { weeks }: ConnectorHours): readonly number[] {
  const works = (hour: number) => weeks.filter((week) => (week[hour + 1] ?? 0) > 0).length >= HABIT_WEEKS - 1;
  return Array.from({ length: hours }, (_, index) => RECENT_HOURS - hours + index).filter(works);
}

/**
 * Sessions of the quietest hour, by day or by night; 0 for what ever rests. What machines send never does: Exchange's own probes, alerts, the mail of a
 * large hybrid. On a holiday such a connector still has as many.
 */
export function quietestHour({ weeks }: ConnectorHours): number {
  const [, second] = weeks.map((week) => Math.min(...week)).toSorted((a, b) => a - b);
  return weeks.length < HABIT_WEEKS ? 0 : (second ?? 0);
}

/** Whether it can't be by chance, nor for a holiday, that a connector has had no session for so many hours. */
export function isNeverQuietFor(hours: number, connector: ConnectorHours): boolean {
  return hours * quietestHour(connector) >= LEAST_USUAL_SESSIONS;
}

/**
 * Whether a connector does in these of the last hours what it usually does, or two thirds of it; `undefined` when that would tell nothing of a holiday:
 * it has too little to do then, or as much as when it rests.
 */
export function keepsHabit(workHours: readonly number[], { recent, weeks }: ConnectorHours): boolean | undefined {
  const worked = weeks.map((week) => sumOf(workHours.map((hour) => week[hour + 1] ?? 0)));
  const [, least = 0] = worked.toSorted((a, b) => a - b);
  if (weeks.length < HABIT_WEEKS || least < 2 * LEAST_USUAL_SESSIONS) return undefined;
  const workLevel = sumOf(worked) / weeks.length / workHours.length;
  if (restLevel(weeks) > workLevel / 4) return undefined;
  return sumOf(workHours.map((hour) => recent[hour] ?? 0)) >= (least * 2) / 3;
}

/** Sessions of an hour of rest: what the quietest quarter of the day has on the average. */
function restLevel(weeks: readonly (readonly number[])[]): number {
  const hours = Array.from({ length: RECENT_HOURS }, (_, hour) => sumOf(weeks.map((week) => week[hour + 1] ?? 0)) / weeks.length);
  const quietest = hours.toSorted((a, b) => a - b).slice(0, RECENT_HOURS / 4);
  return sumOf(quietest) / quietest.length;
}

/** Each hour with the least of it and its neighbours; the hours at the ends are neighbours alone. */
function shiftProof(week: readonly number[]): readonly number[] {
  return week.slice(1, -1).map((sessions, index) => Math.min(week[index] ?? 0, sessions, week[index + 2] ?? 0));
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
