import fc from 'fast-check';
import { doOverlap, whoCounts } from '../../lib/ingest/who-counts.js';

const entry = fc
  .record({ from: fc.nat(40), length: fc.integer({ min: 1, max: 20 }), codec: fc.constantFrom('br' as const, 'gz' as const) })
  .map(({ from, length, codec }) => ({ chunk: { from, to: from + length, codec } }));
const entries = fc.uniqueArray(entry, { maxLength: 10, selector: ({ chunk }) => JSON.stringify(chunk) });

describe('which of overlapping chunks count', () => {
  it('no two that overlap, and everyone else overlaps with one that begins no later', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const counting = whoCounts(all);
        for (const one of all) {
          const rivals = counting.filter((other) => other !== one && doOverlap(one, other));
          if (counting.includes(one)) expect(rivals).toEqual([]);
          else expect(rivals.some(({ chunk }) => chunk.from <= one.chunk.from)).toBe(true);
        }
      }),
    );
  });

  it('is the same in whatever order they came', () => {
    fc.assert(
      fc.property(
        entries.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(whoCounts(shuffled)).toEqual(whoCounts(all));
        },
      ),
    );
  });
});
