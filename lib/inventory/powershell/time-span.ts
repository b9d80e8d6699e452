import { isProperties } from './properties.js';

/** `[days.]hours:minutes:seconds[.fraction]`, the invariant form of .NET. */
const CONSTANT = /^(?<sign>-)?(?:(?<days>\d+)\.)?(?<hours>\d\d?):(?<minutes>\d\d):(?<seconds>\d\d)(?<fraction>\.\d{1,7})?$/;

const TICKS_PER_MILLISECOND = 10_000;

/** Milliseconds of a `TimeSpan` or Exchange's `EnhancedTimeSpan`: `30.00:00:00`, or an object with its Ticks. */
export function readTimeSpan(value: unknown): number | undefined {
  if (isProperties(value)) {
    const ticks = value['Ticks'];
    return typeof ticks === 'number' ? ticks / TICKS_PER_MILLISECOND : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const groups = CONSTANT.exec(value.trim())?.groups;
  if (groups === undefined) return undefined;
  const part = (name: string) => Number(groups[name] ?? 0);
  const seconds = ((part('days') * 24 + part('hours')) * 60 + part('minutes')) * 60 + part('seconds') + part('fraction');
  return Math.round(seconds * 1000) * (groups['sign'] === undefined ? 1 : -1);
}
