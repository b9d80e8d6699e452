import fc from 'fast-check';
import { timesOf, valuesByGroup } from '../../lib/dashboard/tenant/activity-series.js';

const HOUR = 3_600_000;
const BEGIN = Date.UTC(2026, 0, 1);

const point = (hour: number, group: string | null, sessions: number) => ({
  ...{ failed: null, outcomes: null, messages: null, recipients: null, bytes: null, p50Milliseconds: null, p95Milliseconds: null },
  ...{ start: new Date(BEGIN + hour * HOUR).toISOString(), group, sessions },
});

describe('the hours of a chart', () => {
  it('leave none out in which nothing happened', () => {
    expect(timesOf([point(2, null, 1), point(5, null, 1)])).toEqual([2, 3, 4, 5].map((hour) => BEGIN + hour * HOUR));
    expect(timesOf([point(0, null, 1), point(72, null, 1)], 'day')).toEqual([0, 24, 48, 72].map((hour) => BEGIN + hour * HOUR));
    expect(timesOf([])).toEqual([]);
  });

  it('hold every count at its hour and no other, whatever the groups', () => {
    const points = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom('delivered', 'rejected', null), fc.integer({ min: 1, max: 9 })),
      { selector: ([hour, group]) => `${hour} ${group ?? ''}` },
    );
    fc.assert(
      fc.property(points, (given) => {
        const drawn = given.map(([hour, group, sessions]) => point(hour, group, sessions));
        const times = timesOf(drawn);
        const groups = valuesByGroup(drawn, times, ({ sessions }) => sessions);
        const again = [...groups].flatMap(([group, values]) =>
          values.flatMap((value, index) => (value === null ? [] : [[((times[index] ?? 0) - BEGIN) / HOUR, group, value]])),
        );
        const key = ([hour, group]: readonly unknown[]) => `${String(group)} ${String(hour)}`;
        expect(again.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(
          given.map(([hour, group, sessions]) => [hour, group ?? '', sessions]).toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
        );
      }),
    );
  });
});
