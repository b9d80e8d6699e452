import type { ActivityPointAnswer } from '../asking/answers.js';

/** How long an hour and a day are, in milliseconds: points begin at multiples of them, UTC. */
export const SPAN_LENGTHS = { hour: 3_600_000, day: 86_400_000 } as const;
export type Span = keyof typeof SPAN_LENGTHS;

/** Every hour, or day, from the first point to the last, so that one without sessions is a gap and not left out. Milliseconds. */
export function timesOf(points: readonly ActivityPointAnswer[], by: Span = 'hour'): readonly number[] {
  const starts = points.map(({ start }) => Date.parse(start));
  if (starts.length === 0) return [];
  const [first, length] = [Math.min(...starts), SPAN_LENGTHS[by]];
  return Array.from({ length: (Math.max(...starts) - first) / length + 1 }, (_, index) => first + index * length);
}

/** By group, one value for each of these times; `null` where the group has no point. What belongs to no group has the name ''. */
export function valuesByGroup(
  points: readonly ActivityPointAnswer[],
  times: readonly number[],
  valueOf: (point: ActivityPointAnswer) => number | null,
): ReadonlyMap<string, readonly (number | null)[]> {
  const groups = new Map<string, (number | null)[]>();
  const places = new Map(times.map((time, index) => [time, index]));
  for (const point of points) {
    const group = point.group ?? '';
    const values = groups.get(group) ?? new Array<number | null>(times.length).fill(null);
    const place = places.get(Date.parse(point.start));
    if (place !== undefined) values[place] = valueOf(point);
    groups.set(group, values);
  }
  return groups;
}
