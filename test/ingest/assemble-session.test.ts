import fc from 'fast-check';
import { assembleSession, isWhole } from '../../lib/ingest/assemble-session.js';
import type { LogSession } from '../../lib/log/record.js';
import type { Fragment } from '../../lib/store/fragment-table.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';

const whole = fixtureSession('00-seed-unknowncredentials.log');

/** The part of the session from one sequence number up to, not including, another, as a chunk would hold it. */
function fragment(from: number, to: number): Fragment {
  const records = whole.records.slice(from, to);
  const session: LogSession = { ...whole, records, begun: from === 0, closed: to === whole.records.length };
  return { session, recordsLeftOut: 0, isCut: false, file: 'SEND2019052815-1.LOG@20190528T150700088Z', chunk: `chunk ${from}` };
}

const LAST = whole.records.length;

describe('a session that crosses chunks', () => {
  it.each([
    { told: 'both halves have come', fragments: [fragment(0, 5), fragment(5, LAST)], is: true },
    { told: 'the second half came first', fragments: [fragment(5, LAST), fragment(0, 5)], is: true },
    { told: 'a half came twice', fragments: [fragment(0, 5), fragment(5, LAST), fragment(0, 5)], is: true },
    { told: 'only the first half has come', fragments: [fragment(0, 5)], is: false },
    { told: 'only the second half has come', fragments: [fragment(5, LAST)], is: false },
    { told: 'the middle is missing', fragments: [fragment(0, 3), fragment(7, LAST)], is: false },
    { told: 'nothing has come', fragments: [], is: false },
  ])('$told → whole: $is', ({ fragments, is }) => {
    expect(isWhole(fragments)).toBe(is);
  });

  it('has the rows of a repeated number in the order of the log, wherever it is cut', () => {
    const offsets = [0, 100, 200, 300];
    const numbers = [0, 5, 4, 5];
    const records = whole.records.slice(0, 4).map((record, index) => ({
      ...record,
      sequence: numbers[index] ?? 0,
      source: { ...record.source, offset: offsets[index] ?? 0 },
    }));
    const part = (from: number, to: number): Fragment => {
      const { session, ...of } = fragment(from, to);
      return { ...of, session: { ...session, records: records.slice(from, to).sort((a, b) => a.sequence - b.sequence) } };
    };
    const placesOf = (fragments: readonly Fragment[]) => assembleSession(fragments).records.map(({ source: { offset } }) => offset);
    for (const cut of [1, 2, 3]) expect(placesOf([part(0, cut), part(cut, 4)])).toEqual([0, 200, 100, 300]);
  });

  it('is the session of the log, whatever the cuts and the order of arrival', () => {
    const cuts = fc
      .uniqueArray(fc.integer({ min: 1, max: LAST - 1 }), { maxLength: 4 })
      .map((places) => [0, ...places.sort((a, b) => a - b), LAST]);
    fc.assert(
      fc.property(cuts, fc.infiniteStream(fc.nat()), (edges, random) => {
        const fragments = edges.slice(1).map((to, index) => fragment(edges[index] ?? 0, to));
        const arrived = fragments.toSorted(() => ((random.next().value ?? 0) % 3) - 1);
        expect(isWhole(arrived)).toBe(true);
        expect(assembleSession([...arrived, ...arrived])).toEqual(whole);
      }),
    );
  });
});
