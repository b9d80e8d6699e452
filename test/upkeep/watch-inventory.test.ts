import { readExport } from '../../lib/inventory/read-export.js';
import { saveExport, type DatedExport } from '../../lib/store/inventory-table.js';
import type { ToldObservation } from '../../lib/store/observation-change-table.js';
import { listObservations } from '../../lib/store/observation-table.js';
import { listTenants, saveTenant } from '../../lib/store/tenant-table.js';
import { watchAllInventories, watchInventory } from '../../lib/upkeep/watch-inventory.js';
import { CERTIFICATE, HYBRID_CONNECTOR } from '../correlation/exports.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const told: ToldObservation[] = [];
const at = (now: string) => ({
  tables: services().tables,
  now: () => new Date(now),
  tellObserved: (change: ToldObservation) => void told.push(change),
});
/** What was told of a tenant since the last question. */
const news = (tenant: string) =>
  told
    .splice(0)
    .filter((change) => change.tenant === tenant)
    .map(({ change, watch, severity, withinDays }) => [change, watch, severity, ...(withinDays === null ? [] : [withinDays])].join(' '));

async function connector(tenant: string, level: string, collectedAt: string): Promise<void> {
  await save(tenant, 'send-connectors', [{ ...HYBRID_CONNECTOR, ProtocolLoggingLevel: level }], collectedAt);
}

async function save(tenant: string, kind: string, items: readonly unknown[], collectedAt: string): Promise<void> {
  const read = readExport(Buffer.from(JSON.stringify({ mailflow: 1, kind, server: 'EX01', collectedAt, items })));
  const dated: DatedExport = { ...read, collectedAt: Date.parse(collectedAt) };
  await saveExport(services().tables, { tenant, server: 'EX01' }, dated);
}

async function states(tenant: string): Promise<readonly string[]> {
  const observations = await listObservations(services().tables, tenant);
  return observations
    .map(({ observation, endedAt }) => `${observation.watch} ${observation.severity}${endedAt === null ? '' : ' ended'}`)
    .sort();
}

describe('looking at a tenant’s inventories', () => {
  it('opens what is seen, ends what is mended, and tells each once', async () => {
    await connector('contoso', 'None', '2026-03-01T06:00:00Z');
    await watchInventory(at('2026-03-01T07:00:00Z'), 'contoso');
    expect(news('contoso')).toEqual(['opened protocol-logging-off info']);
    await watchInventory(at('2026-03-01T08:00:00Z'), 'contoso');
    expect(news('contoso')).toEqual([]);
    await connector('contoso', 'Verbose', '2026-03-02T06:00:00Z');
    await watchInventory(at('2026-03-02T07:00:00Z'), 'contoso');
    expect(news('contoso')).toEqual(['ended protocol-logging-off info']);
    expect(await states('contoso')).toEqual(['protocol-logging-off info ended']);
  });

  it('once a day over all tenants: a certificate comes nearer to its end without anything arriving', async () => {
    for (const id of ['fabrikam', 'tailspin']) {
      await saveTenant(services().tables, { id, name: id });
      await save(id, 'exchange-certificates', [{ ...CERTIFICATE, Services: 'SMTP' }], '2020-08-01T00:00:00Z');
      await save(id, 'send-connectors', [HYBRID_CONNECTOR], '2020-08-01T00:00:00Z');
    }
    expect((await listTenants(services().tables)).map(({ id }) => id)).toEqual(['fabrikam', 'tailspin']);
    for (const { day, severity, tells } of [
      { day: '2020-08-06', severity: undefined, tells: [] },
      { day: '2020-08-10', severity: 'info', tells: ['opened certificate-expiring info 30'] },
      { day: '2020-08-11', severity: 'info', tells: [] },
      { day: '2020-08-30', severity: 'degraded', tells: ['raised certificate-expiring degraded 7'] },
      { day: '2020-09-05', severity: 'blocker', tells: ['raised certificate-expiring blocker 1'] },
      { day: '2020-09-07', severity: 'blocker', tells: ['raised certificate-expiring blocker 0'] },
      { day: '2020-09-08', severity: 'blocker', tells: [] },
    ]) {
      await watchAllInventories(at(`${day}T04:17:00Z`));
      for (const id of ['fabrikam', 'tailspin'])
        expect(await states(id)).toEqual(severity === undefined ? [] : [`certificate-expiring ${severity}`]);
      expect(news('fabrikam')).toEqual(tells);
    }
  });

  it('a tenant that cannot be looked at does not hold up the others, and is named', async () => {
    const { tables, ...others } = at('2020-08-10T04:17:00Z');
    const Inventory = new Proxy(tables.Inventory, {
      get: (table, name): unknown =>
        name === 'listEntities'
          ? (options: { queryOptions: { filter: string } }) => {
              if (options.queryOptions.filter.includes('fabrikam')) throw new Error('the table is out of order');
              return table.listEntities(options);
            }
          : Reflect.get(table, name),
    });
    await save('tailspin', 'send-connectors', [{ ...HYBRID_CONNECTOR, ProtocolLoggingLevel: 'None' }], '2020-08-09T00:00:00Z');
    await expect(watchAllInventories({ tables: { ...tables, Inventory }, ...others })).rejects.toMatchObject({
      message: expect.stringContaining('1 tenants'),
      errors: [expect.objectContaining({ message: expect.stringContaining('“fabrikam”') })],
    });
    expect(await states('tailspin')).toContain('protocol-logging-off info');
  });
});
