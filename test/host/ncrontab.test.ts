import { assert, constantFrom, integer, property, tuple } from 'fast-check';
import { parseSchedule } from '../../lib/host/ncrontab.js';

const next = (schedule: string, after: string) =>
  new Date(parseSchedule(schedule).next(Date.parse(after))).toISOString().replace('.000Z', '');

describe('when a timer function is due', () => {
  for (const { said, schedule, after, due } of [
    { said: 'every five minutes', schedule: '0 */5 * * * *', after: '2019-05-28T15:07:00Z', due: '2019-05-28T15:10:00' },
    {
      said: 'not at once, when it is due at this very moment',
      schedule: '0 */5 * * * *',
      after: '2019-05-28T15:10:00Z',
      due: '2019-05-28T15:15:00',
    },
    { said: 'within the second that follows', schedule: '* * * * * *', after: '2019-05-28T15:10:00.400Z', due: '2019-05-28T15:10:01' },
    { said: 'at the full hour', schedule: '0 0 * * * *', after: '2019-05-28T15:07:00Z', due: '2019-05-28T16:00:00' },
    { said: 'nightly, on the next day', schedule: '0 30 3 * * *', after: '2019-05-28T15:07:00Z', due: '2019-05-29T03:30:00' },
    { said: 'on weekdays: from Friday to Monday', schedule: '0 30 9 * * 1-5', after: '2019-05-31T12:00:00Z', due: '2019-06-03T09:30:00' },
    { said: 'on Mondays in January', schedule: '0 30 9 * Jan Mon', after: '2019-05-28T15:07:00Z', due: '2020-01-06T09:30:00' },
    { said: 'on a list of hours', schedule: '0 0 7,18 * * *', after: '2019-05-28T15:07:00Z', due: '2019-05-28T18:00:00' },
    { said: 'in steps through a range', schedule: '0 10-30/10 * * * *', after: '2019-05-28T15:21:00Z', due: '2019-05-28T15:30:00' },
    { said: 'in steps from a value on', schedule: '0 50/5 * * * *', after: '2019-05-28T15:51:00Z', due: '2019-05-28T15:55:00' },
    { said: 'day and weekday must both hold', schedule: '0 0 0 13 * Fri', after: '2019-05-28T15:07:00Z', due: '2019-09-13T00:00:00' },
    { said: 'on the leap day', schedule: '0 0 0 29 2 *', after: '2019-05-28T15:07:00Z', due: '2020-02-29T00:00:00' },
    { said: 'after an interval', schedule: '00:05:00', after: '2019-05-28T15:07:00Z', due: '2019-05-28T15:12:00' },
    { said: 'after an interval of days', schedule: '1.12:00:00', after: '2019-05-28T15:07:00Z', due: '2019-05-30T03:07:00' },
  ]) {
    it(`${said}: ${schedule}`, () => {
      expect(next(schedule, after)).toBe(due);
    });
  }

  for (const { schedule, because } of [
    { schedule: '*/5 * * * *', because: 'must have six fields' },
    { schedule: '0 60 * * * *', because: '“60” for the minute' },
    { schedule: '0 0 17-9 * * *', because: '“17-9” for the hour' },
    { schedule: '0 0 0 * Foo *', because: '“Foo” for the month' },
    { schedule: '0 */0 * * * *', because: '“*/0” for the minute' },
    { schedule: '00:00:00', because: 'an interval of nothing' },
  ]) {
    it(`refuses “${schedule}”: ${because}`, () => {
      expect(() => parseSchedule(schedule)).toThrow(because);
    });
  }

  it('says so when the day never comes', () => {
    expect(() => next('0 0 0 30 2 *', '2019-05-28T15:07:00Z')).toThrow('never comes');
  });

  it('never skips a moment, whatever the schedule: nothing between now and the next turn was due', () => {
    const field = constantFrom('*', '*/7', '3', '5-20/4', '10,40', '0');
    const start = integer({ min: Date.UTC(2019, 0, 1), max: Date.UTC(2021, 0, 1) });
    assert(
      property(tuple(field, field), start, ([seconds, minutes], time) => {
        const due = parseSchedule(`${seconds} ${minutes} * * * *`).next(time);
        const dueAt = (moment: number) =>
          fits(seconds, new Date(moment).getUTCSeconds()) && fits(minutes, new Date(moment).getUTCMinutes());
        expect(due).toBeGreaterThan(time);
        expect(dueAt(due)).toBe(true);
        const skipped = [];
        for (let moment = (Math.floor(time / 1000) + 1) * 1000; moment < due; moment += 1000) if (dueAt(moment)) skipped.push(moment);
        expect(skipped).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

/** The meaning of the fields used above, told a second time and in another way. */
function fits(field: string, value: number): boolean {
  if (field === '*/7') return value % 7 === 0;
  if (field === '5-20/4') return [5, 9, 13, 17].includes(value);
  return field === '*' || field.split(',').includes(String(value));
}
