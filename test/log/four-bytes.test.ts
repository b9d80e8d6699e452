import fc from 'fast-check';
import { areAscii, copyBytes, viewOf } from '../../lib/log/four-bytes.js';
import { KnownBytes } from '../../lib/log/known-bytes.js';

describe('bytes that are read four at a time', () => {
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

  it('are copied, and nothing beside them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(8), fc.nat(8), (bytes, from, to) => {
        const written = Buffer.from(bytes);
        const start = Math.min(from, written.length);
        const [copied, expected] = [Buffer.alloc(60, 1), Buffer.alloc(60, 1)];
        copyBytes(viewOf(written), start, written.length, viewOf(copied), to);
        written.copy(expected, to, start);
        expect(copied).toEqual(expected);
      }),
    );
  });
});
