import type { ActivityPointAnswer } from '../asking/answers.js';

const HOUR = 3_600_000;

/** Every hour from the first point to the last, so that an hour without sessions is a gap and not left out. Milliseconds. */
export function hoursOf(points: readonly ActivityPointAnswer[]): readonly number[] {
  const starts = points.map(({ start }) => Date.parse(start));
  if (starts.length === 0) return [];
  const first = Math.min(...starts);
  return Array.from({ length: (Math.max(...starts) - first) / HOUR + 1 }, (_, index) => first + index * HOUR);
}

/** By group, one value for each of these hours; `null` where the group has no point. What belongs to no group has the name ''. */
export function valuesByGroup(
  points: readonly ActivityPointAnswer[],
  times: readonly number[],
  valueOf: (point: ActivityPointAnswer) => number | null,
): ReadonlyMap<string, readonly (number | null)[]> {
  const groups = new Map<string, (number | null)[]>();
  const [first = 0] = times;
  for (const point of points) {
    const group = point.group ?? '';
    const values = groups.get(group) ?? new Array<number | null>(times.length).fill(null);
    values[(Date.parse(point.start) - first) / HOUR] = valueOf(point);
    groups.set(group, values);
  }
  return groups;
}
