import fc from 'fast-check';
import {
  fellSilent,
  HABIT_WEEKS,
  isNeverQuietFor,
  keepsHabit,
  quietestHour,
  RECENT_HOURS,
  silentHours,
  usualIn,
  type ConnectorHours,
} from '../../lib/watch/habit.js';

/** A day of so many sessions in each hour, but in the hours from one to before another of so many. */
function day(each: number, [from, to, others]: readonly [number, number, number] = [0, 0, 0], hours = RECENT_HOURS): readonly number[] {
  return Array.from({ length: hours }, (_, hour) => (hour >= from && hour < to ? others : each));
}

/** Weeks like this one: an hour more before, and one after. */
const week = (hours: readonly number[]) => [hours.at(-1) ?? 0, ...hours, hours[0] ?? 0];
const weeks = (hours: readonly number[], count = HABIT_WEEKS) => Array.from({ length: count }, () => week(hours));

describe('a connector against its habit', () => {
  const busy = weeks(day(20));

  it.each<{ told: string; recent: readonly number[]; hours: number | undefined }>([
    { told: 'goes on as ever', recent: day(20), hours: undefined },
    { told: 'has fallen silent an hour ago', recent: day(20, [23, 24, 0]), hours: undefined },
    { told: 'has fallen silent two hours ago', recent: day(20, [22, 24, 0]), hours: 2 },
    { told: 'has been silent all day', recent: day(0), hours: 24 },
    { told: 'was silent, and has one session in its last hour', recent: day(0, [23, 24, 1]), hours: undefined },
  ])('$told: $hours', ({ recent, hours }) => {
    expect(fellSilent({ recent, weeks: busy })?.hours).toBe(hours);
  });

  it('is given the benefit of one week that was unlike the others, and of no second', () => {
    const recent = day(20, [20, 24, 0]);
    const quiet = week(day(0));
    expect(fellSilent({ recent, weeks: [quiet, ...busy.slice(1)] })).toMatchObject({ hours: 4, usual: { least: 80, most: 80 } });
    expect(fellSilent({ recent, weeks: [quiet, quiet, ...busy.slice(2)] })).toBeUndefined();
  });

  it('has no habit before it has had as many weeks, nor with a session now and then', () => {
    expect(fellSilent({ recent: day(0), weeks: weeks(day(20), HABIT_WEEKS - 1) })).toBeUndefined();
    expect(fellSilent({ recent: day(0), weeks: weeks(day(0, [9, 18, 1])) })).toBeUndefined();
  });

  it('is asked for no session in the first hour of work, which comes later when clocks are put back', () => {
    // Yesterday's work ended 20 hours ago; today's began an hour ago, or two.
    const upTo = (worked: number) => weeks(day(0, [RECENT_HOURS - worked, RECENT_HOURS, 50])).map((one) => one.with(-1, 50));
    const recent = day(0, [0, 4, 50]);
    expect(fellSilent({ recent, weeks: upTo(1) })).toBeUndefined();
    expect(fellSilent({ recent, weeks: upTo(2) })).toEqual({
      hours: 20,
      usual: { least: 50, most: 50 },
      workingHours: [22, 23],
    });
  });

  it('works by night in one hour alone, and is missed when that hour brings nothing', () => {
    const nightly = weeks(day(0, [2, 3, 40]));
    expect(fellSilent({ recent: day(0, [2, 3, 40]), weeks: nightly })).toBeUndefined();
    expect(fellSilent({ recent: day(0, [3, 4, 40]), weeks: nightly })).toBeUndefined();
    expect(fellSilent({ recent: day(0), weeks: nightly })?.hours).toBe(24);
  });
});

describe('what never rests', () => {
  it.each<{ told: string; weeks: readonly (readonly number[])[]; quietest: number }>([
    { told: 'works day and night', weeks: weeks(day(9, [2, 5, 3])), quietest: 3 },
    { told: 'did so in all weeks but one', weeks: [week(day(0)), ...weeks(day(9), 4)], quietest: 9 },
    { told: 'rests for an hour of the night', weeks: weeks(day(9, [3, 4, 0])), quietest: 0 },
    { told: 'is new', weeks: weeks(day(9), 4), quietest: 0 },
  ])('$told: $quietest', ({ weeks: before, quietest }) => {
    expect(quietestHour({ recent: day(9), weeks: before })).toBe(quietest);
  });

  it('is missed when it had ten sessions in that time at its quietest', () => {
    const connector = { recent: day(9), weeks: weeks(day(9, [2, 5, 3])) };
    expect([3, 4].map((hours) => isNeverQuietFor(hours, connector))).toEqual([false, true]);
    expect(isNeverQuietFor(RECENT_HOURS, { ...connector, weeks: weeks(day(9, [3, 4, 0])) })).toBe(false);
  });
});

describe('a connector beside a silent one', () => {
  const office = weeks(day(0, [8, 18, 30]));
  const afternoon = [15, 16, 17];

  it.each<{ told: string; recent: readonly number[]; keeps: boolean }>([
    { told: 'works as ever', recent: day(0, [8, 18, 30]), keeps: true },
    { told: 'works less', recent: day(0, [8, 18, 20]), keeps: true },
    { told: 'hardly works', recent: day(0, [8, 18, 19]), keeps: false },
    { told: 'worked in the morning only', recent: day(0, [8, 15, 90]), keeps: false },
  ])('that $told says that it is a working day: $keeps', ({ recent, keeps }) => {
    expect(keepsHabit(afternoon, { recent, weeks: office })).toBe(keeps);
  });

  it.each<{ told: string; before: readonly (readonly number[])[] }>([
    { told: 'has little to do', before: weeks(day(0, [8, 18, 6])) },
    { told: 'never rests', before: weeks(day(30)) },
    { told: 'is new', before: office.slice(1) },
  ])('that $told says nothing of a holiday', ({ before }) => {
    expect(keepsHabit(afternoon, { recent: day(30), weeks: before })).toBeUndefined();
  });
});

const counts = (hours: number) => fc.array(fc.nat({ max: 60 }), { minLength: hours, maxLength: hours });
const connectors: fc.Arbitrary<ConnectorHours> = fc.record({
  recent: counts(RECENT_HOURS),
  weeks: fc.array(counts(RECENT_HOURS + 2), { maxLength: HABIT_WEEKS }),
});

describe('whatever a connector does', () => {
  it('it has not fallen silent while it has a session in its last hours', () => {
    fc.assert(
      fc.property(connectors, fc.integer({ min: RECENT_HOURS - 2, max: RECENT_HOURS - 1 }), (connector, hour) => {
        const recent = connector.recent.with(hour, 1);
        expect(fellSilent({ ...connector, recent })).toBeUndefined();
      }),
    );
  });

  it('what is usual is never more than any but one of the weeks had', () => {
    fc.assert(
      fc.property(connectors, fc.integer({ min: 1, max: RECENT_HOURS }), (connector, hours) => {
        const usual = usualIn(hours, connector);
        if (usual === undefined) return;
        const sums = connector.weeks.map((one) =>
          one
            .slice(1, -1)
            .slice(-hours)
            .reduce((sum, count) => sum + count, 0),
        );
        expect(sums.filter((sum) => sum < usual.least).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('more sessions in the weeks before never take a silence back, and no history makes none', () => {
    fc.assert(
      fc.property(connectors, fc.nat({ max: 100 }), (connector, more) => {
        const silent = { ...connector, recent: connector.recent.map((count, hour) => (hour < 12 ? count : 0)) };
        const busier = { ...silent, weeks: silent.weeks.map((one) => one.map((count) => count + more)) };
        if (fellSilent(silent) !== undefined) expect(fellSilent(busier)?.hours).toBe(silentHours(silent.recent));
        expect(fellSilent({ ...silent, weeks: [] })).toBeUndefined();
      }),
    );
  });
});
