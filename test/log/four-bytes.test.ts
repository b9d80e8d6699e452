import fc from 'fast-check';
import { isOrdinaryDateTime, timeOf } from '../../lib/log/date-time.js';
import { areAscii, commaFrom, viewOf } from '../../lib/log/four-bytes.js';
import { KnownBytes } from '../../lib/log/known-bytes.js';

describe('bytes that are read four at a time', () => {
  it('hold the first comma where a walk over each byte finds it', () => {
    // Commas, their neighbours, and bytes with the highest bit set, at which carries could go wrong.
    const bytes = fc
      .uint8Array({ maxLength: 40 })
      .chain((any) =>
        fc.array(fc.constantFrom(0x2b, 0x2c, 0x2d, 0xac, 0x00, 0xff, ...any), { maxLength: 40 }).map((chosen) => Buffer.from(chosen)),
      );
    fc.assert(
      fc.property(bytes, fc.nat(8), (written, from) => {
        const start = Math.min(from, written.length);
        const comma = written.indexOf(0x2c, start);
        expect(commaFrom(viewOf(written), start, written.length)).toBe(comma < 0 ? written.length : comma);
      }),
    );
  });

  it('are ASCII where each of them is', () => {
    const bytes = fc.array(fc.constantFrom(0x00, 0x2c, 0x7f, 0x80, 0xff), { maxLength: 12 }).map((chosen) => Buffer.from(chosen));
    fc.assert(
      fc.property(bytes, fc.nat(12), (written, from) => {
        const start = Math.min(from, written.length);
        expect(areAscii(viewOf(written), start, written.length)).toBe(written.subarray(start).every((byte) => byte < 0x80));
      }),
    );
  });

  it('are those that are looked for where each of them is', () => {
    const pieces = fc.tuple(...[9, 12, 9].map((maxLength) => fc.array(fc.constantFrom(0x2c, 0x80, 0xff), { maxLength })));
    fc.assert(
      fc.property(pieces, fc.option(fc.nat(11)), ([before = [], known = [], behind = []], changed) => {
        const bytes = Buffer.from([...before, ...known, ...behind]);
        const looked = new KnownBytes(Buffer.from(known.map((byte, at) => (at === changed ? 0x00 : byte))));
        const same = changed === null || changed >= known.length;
        const end = before.length + known.length;
        expect(looked.standAt(viewOf(bytes), before.length, bytes.length)).toBe(same);
        expect(looked.endAt(viewOf(bytes), end)).toBe(same);
        // What goes on behind the end is not there.
        expect(looked.standAt(viewOf(bytes), before.length, end - 1)).toBe(false);
      }),
    );
  });

  it('are an ordinary date-time where reading it in full gives a time', () => {
    const ordinary = fc
      .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const damage = fc.tuple(fc.nat(23), fc.constantFrom('/', '0', '5', '6', '9', ':', '.', 'Z', 'T', '-', '\u00ff', '\u00b0', ' '));
    fc.assert(
      fc.property(ordinary, fc.array(damage, { maxLength: 2 }), (text, damages) => {
        const damaged = damages.reduce((before, [at, byte]) => before.slice(0, at) + byte + before.slice(at + 1), text);
        const bytes = Buffer.from(text + damaged, 'latin1');
        const isTime = !Number.isNaN(timeOf(bytes, 24, 48)) && damaged[19] === '.';
        // With and without the minute of a row before it.
        expect([isOrdinaryDateTime(bytes, viewOf(bytes), 24, -1), isOrdinaryDateTime(bytes, viewOf(bytes), 24, 0)]).toEqual([
          isTime,
          isTime,
        ]);
      }),
    );
  });
});
