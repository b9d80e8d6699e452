import fc from 'fast-check';
import { timeOf } from '../../lib/log/date-time.js';

function read(text: string): number {
  return timeOf(Buffer.from(text), 0, text.length);
}

describe('the date-time of a row', () => {
  it('is the instant that it says, in every year that has four digits', () => {
    const instants = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(read(instant.toISOString())).toBe(instant.getTime());
      }),
    );
  });

  it.each(['0004-02-29T00:00:00.000Z', '0096-02-29T12:00:00.000Z', '2024-02-29T23:59:59.999Z'])(
    'knows leap years of all ages: %s',
    (text) => {
      expect(read(text)).toBe(Date.parse(text));
    },
  );

  it.each(['0001-02-29T00:00:00.000Z', '1900-02-29T00:00:00.000Z', '2023-02-29T00:00:00.000Z', '2024-01-01T24:00:00.000Z'])(
    'is none where it never was: %s',
    (text) => {
      expect(read(text)).toBeNaN();
    },
  );
});
