import fc from 'fast-check';
import { inFairShares } from '../../lib/notify/fair-shares.js';
import { routeChanges } from '../../lib/notify/route-changes.js';
import { dueChanges, noteChanges } from '../../lib/store/change-table.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { changeAt } from './changes.js';

const waiting = fc
  .array(fc.constantFrom('contoso', 'fabrikam', 'tailspin'), { maxLength: 60 })
  .map((tenants) => tenants.map((tenant, place) => ({ tenant, place })));

describe('what of many tenants’ changes is decided in a turn', () => {
  it('is of each tenant its share at least, in its own order, and as much as the turn can take', () => {
    fc.assert(
      fc.property(waiting, fc.integer({ min: 9, max: 30 }), fc.integer({ min: 1, max: 3 }), (items, limit, share) => {
        const taken = inFairShares(items, ({ tenant }) => tenant, { limit, share });
        expect(taken).toHaveLength(Math.min(limit, items.length));
        for (const tenant of ['contoso', 'fabrikam', 'tailspin']) {
          const own = items.filter((item) => item.tenant === tenant);
          const got = taken.filter((item) => item.tenant === tenant);
          expect(got).toEqual(own.slice(0, got.length));
          expect(got.length).toBeGreaterThanOrEqual(Math.min(share, own.length));
        }
      }),
    );
  });

  it('so that a flood of one keeps back nothing of another', async () => {
    const tables = memoryTables();
    const flood = Array.from({ length: 600 }, (_, second) =>
      changeAt(new Date(second * 1_000), 'contoso', 'opened', { subjectId: `${second}` }),
    );
    await noteChanges(tables, [...flood, changeAt(new Date(700_000), 'fabrikam', 'opened')]);
    await routeChanges({ tables, now: () => new Date(800_000) });
    const left = await dueChanges(tables, new Date(800_000), 1_000);
    expect(new Set(left.map(({ change }) => change.tenant))).toEqual(new Set(['contoso']));
    expect(left.length).toBeLessThan(600);
  });
});
