import fc from 'fast-check';
import { instantOf } from '../../lib/diagnosis/instant.js';

/** The years that a log can name, 1 to 9999. */
const moment = fc.integer({ min: Date.parse('0001-01-01T00:00:00.000Z'), max: Date.parse('9999-12-31T23:59:59.999Z') });

describe('an instant', () => {
  it('is written as JavaScript itself writes it, whatever was written before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(moment, fc.nat(70_000)), { minLength: 1 }), (moments) => {
        const times = moments.flatMap(([time, later]) => [time, time + later]);
        expect(times.map(instantOf)).toEqual(times.map((time) => new Date(time).toISOString()));
      }),
    );
  });

  it('can be no moment that is none', () => {
    expect(() => instantOf(NaN)).toThrow(RangeError);
  });
});
