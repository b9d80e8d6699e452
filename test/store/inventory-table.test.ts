import fc from 'fast-check';
import { EMPTY_INVENTORY, mergeInventory } from '../../lib/inventory/inventory.js';
import { readExport } from '../../lib/inventory/read-export.js';
import {
  exportOfDay,
  keptDays,
  readInventories,
  readInventory,
  saveExport,
  serversWithInventory,
  type DatedExport,
} from '../../lib/store/inventory-table.js';
import { fixtureBytes } from '../inventory/fixture-export.js';
import { CERTIFICATE, HYBRID_CONNECTOR, SELF_SIGNED } from '../correlation/exports.js';
import { localServices } from './local-tables.js';

const services = localServices();

function exportAt(collectedAt: string, kind: string, items: readonly unknown[]): DatedExport {
  const bytes = Buffer.from(JSON.stringify({ mailflow: 1, kind, server: 'EX01', collectedAt, items }));
  return { ...readExport(bytes), collectedAt: Date.parse(collectedAt) };
}

const queues = (collectedAt: string, messages: number) =>
  exportAt(collectedAt, 'queues', [{ Identity: 'EX01\\1', NextHopDomain: 'contoso.com', MessageCount: messages }]);
const certificates = (collectedAt: string) => exportAt(collectedAt, 'exchange-certificates', [CERTIFICATE, SELF_SIGNED]);

const MORNING = queues('2026-09-30T06:00:00Z', 3);
const EVENING = queues('2026-09-30T18:00:00Z', 117);
const NEXT_DAY = queues('2026-10-01T06:00:00Z', 0);
/** Somebody's invention: the same moment with other content. */
const SAME_MOMENT = queues('2026-10-01T06:00:00Z', 9);
const CERTIFICATES = certificates('2026-09-30T06:00:00Z');

describe('a server’s inventory in the tables', () => {
  it('gives back each kind of export as it was read: sets, nothing and unknown are still told apart', async () => {
    const source = { tenant: 'fixtures', server: 'EX01' };
    const names = ['exchange-certificates', 'machine-certificates', 'send-connectors', 'receive-connectors', 'transport-services'];
    const more = ['queues', 'accepted-domains', 'exchange-servers', 'hybrid-configuration'];
    const read = [...names, ...more].map((name): DatedExport => {
      const parsed = readExport(fixtureBytes(`${name}.json`), { server: 'EX01', collectedAt: Date.parse('2026-09-30T06:00:00Z') });
      return { ...parsed, server: 'EX01', collectedAt: parsed.collectedAt ?? 0 };
    });
    for (const one of read) expect(await saveExport(services().tables, source, one)).toEqual({ stored: true });
    expect(await readInventory(services().tables, source)).toEqual(mergeInventory(EMPTY_INVENTORY, ...read));
  });

  it('is the same whatever the order, the repetition and the concurrency of its exports', async () => {
    const all = [MORNING, EVENING, NEXT_DAY, SAME_MOMENT, CERTIFICATES];
    const expected = mergeInventory(EMPTY_INVENTORY, ...all);
    const arrivals = fc
      .shuffledSubarray(all, { minLength: all.length })
      .chain((order) => fc.subarray(all).map((again) => [...order, ...again]));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(arrivals, fc.boolean(), async (exports, atOnce) => {
        const source = { tenant: 'orders', server: `EX${(run += 1)}` };
        const { tables } = services();
        if (atOnce) await Promise.all(exports.map((one) => saveExport(tables, source, one)));
        else for (const one of exports) await saveExport(tables, source, one);
        expect(await readInventory(tables, source)).toEqual(expected);
        const kept = (await keptDays(tables, source)).map(({ kind, day }) => [kind, day]);
        expect(kept.filter(([kind]) => kind === 'queues')).toEqual([
          ['queues', '2026-09-30'],
          ['queues', '2026-10-01'],
        ]);
        expect(kept.filter(([kind]) => kind !== 'queues')).toEqual([['exchange-certificates', '2026-09-30']]);
        expect(await exportOfDay(tables, source, 'queues', '2026-09-30')).toEqual(EVENING);
        expect(await exportOfDay(tables, source, 'queues', '2026-10-01')).toEqual(expected.exports.queues);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it('an export that no row takes is not kept, and the newest that fits goes on to count', async () => {
    const source = { tenant: 'large', server: 'EX01' };
    await saveExport(services().tables, source, MORNING);
    const random = fc.sample(fc.string({ minLength: 200, maxLength: 200, unit: 'binary' }), 10_000);
    const large = exportAt(
      '2026-10-02T06:00:00Z',
      'queues',
      random.map((lastError, index) => ({ Identity: `EX01\\${index}`, NextHopDomain: 'contoso.com', LastError: lastError })),
    );
    expect(await saveExport(services().tables, source, large)).toMatchObject({ stored: false, packedBytes: expect.any(Number) });
    expect((await readInventory(services().tables, source))?.exports.queues).toEqual(MORNING);
  });

  it('is seen under its own tenant and server alone', async () => {
    const { tables } = services();
    const connectors = exportAt('2026-09-30T06:00:00Z', 'send-connectors', [HYBRID_CONNECTOR]);
    await saveExport(tables, { tenant: 'owner', server: 'EX02' }, connectors);
    await saveExport(tables, { tenant: 'owner', server: 'EX01' }, MORNING);
    expect(await serversWithInventory(tables, 'owner')).toEqual(['EX01', 'EX02']);
    expect((await readInventories(tables, 'owner')).map(({ server, inventory }) => [server, Object.keys(inventory.exports)])).toEqual([
      ['EX01', ['queues']],
      ['EX02', ['send-connectors']],
    ]);
    for (const tenant of ['neighbour', 'owne', 'owner|EX01']) expect(await readInventories(tables, tenant)).toEqual([]);
    expect(await readInventory(tables, { tenant: 'owner', server: 'EX0' })).toBeUndefined();
  });
});
