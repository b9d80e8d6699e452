import fc from 'fast-check';
import { completenessOf, type KnownChunk } from '../../lib/store/completeness.js';
import { CHUNK_STATUSES } from '../../lib/store/ledger.js';

function chunk(from: number, to: number, status: KnownChunk['status'] = 'ingested', knownSince = 0): KnownChunk {
  return { from, to, status, knownSince };
}

describe('what the ledger proves of a log file', () => {
  it('all of it came', () => {
    expect(completenessOf([chunk(500, 900), chunk(0, 500)])).toEqual({
      ranges: [{ from: 0, to: 900 }],
      gaps: [],
      ingestedBytes: 900,
      end: 900,
      complete: true,
    });
  });

  it.each([
    { told: 'a piece is missing', chunks: [chunk(0, 500), chunk(700, 900, 'ingested', 7)], gap: { from: 500, to: 700, since: 7 } },
    { told: 'its beginning is missing', chunks: [chunk(700, 900, 'ingested', 7)], gap: { from: 0, to: 700, since: 7 } },
    { told: 'its end is awaited', chunks: [chunk(0, 500), chunk(500, 900, 'granted', 5)], gap: { from: 500, to: 900, since: 5 } },
    {
      told: 'a piece was granted and did not come, though a later one did',
      chunks: [chunk(0, 500), chunk(500, 700, 'granted', 5), chunk(700, 900, 'ingested', 7)],
      gap: { from: 500, to: 700, since: 7 },
    },
    {
      told: 'a piece lies in quarantine, and one beyond it has been known for longest',
      chunks: [chunk(0, 500, 'quarantined', 1), chunk(500, 700, 'ingested', 5), chunk(700, 900, 'ingested', 3)],
      gap: { from: 0, to: 500, since: 3 },
    },
    {
      told: 'a chunk that does not count reaches further than the one that does',
      chunks: [chunk(0, 500), chunk(300, 700, 'superseded', 4)],
      gap: { from: 500, to: 700, since: 4 },
    },
  ])('$told', ({ chunks, gap }) => {
    const proven = completenessOf(chunks);
    expect(proven.gaps[0]).toEqual(gap);
    expect(proven.complete).toBe(false);
  });

  it('agrees with a look at every single byte, in whatever order the rows are', () => {
    const anyChunk = fc
      .record({
        from: fc.nat(60),
        length: fc.integer({ min: 1, max: 20 }),
        status: fc.constantFrom(...CHUNK_STATUSES),
        knownSince: fc.nat(9),
      })
      .map(({ from, length, ...rest }): KnownChunk => ({ from, to: from + length, ...rest }));
    fc.assert(
      fc.property(fc.array(anyChunk, { maxLength: 12 }), (chunks) => {
        const proven = completenessOf(chunks);
        const isIngested = (at: number) => chunks.some(({ from, to, status }) => status === 'ingested' && from <= at && at < to);
        const end = Math.max(0, ...chunks.map(({ to }) => to));
        const bytes = Array.from({ length: end }, (_, at) => isIngested(at));
        const covered = (ranges: readonly { from: number; to: number }[]) =>
          bytes.map((_, at) => ranges.filter(({ from, to }) => from <= at && at < to).length);
        expect(proven.end).toBe(end);
        expect(covered(proven.ranges)).toEqual(bytes.map(Number));
        expect(covered(proven.gaps)).toEqual(bytes.map((ingested) => Number(!ingested)));
        expect(proven.ingestedBytes).toBe(bytes.filter(Boolean).length);
        expect(proven.complete).toBe(bytes.every(Boolean));
        // Merged: no two ranges touch, and every gap has an age.
        for (const [index, { from }] of proven.ranges.entries())
          if (index > 0) expect(from).toBeGreaterThan(proven.ranges[index - 1]?.to ?? 0);
        for (const { since } of proven.gaps) expect(chunks.map(({ knownSince }) => knownSince)).toContain(since);
        expect(completenessOf(chunks.toReversed())).toEqual(proven);
      }),
    );
  });
});
