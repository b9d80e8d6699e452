import { BlobServiceClient } from '@azure/storage-blob';
import { pageOfAudit } from '../../lib/store/audit-table.js';
import { CHUNK_CONTAINER } from '../../lib/store/chunk.js';
import { eraseRows } from '../../lib/store/erase-tenant.js';
import { changeTenant, findTenant, saveTenant } from '../../lib/store/tenant-table.js';
import { TABLES, type TableName } from '../../lib/store/tables.js';
import { deleteTenants } from '../../lib/upkeep/delete-tenants.js';
import { key } from '../../lib/store/keys.js';
import { verifyToken } from '../../lib/tenants/token.js';
import { localServices } from '../store/local-tables.js';
import { queryToken, shipperOf } from '../tenants/tokens.js';
import { everyRow } from '../store/every-row.js';

const services = localServices();
const ASKED = new Date('2026-03-02T12:00:00Z');
const HOUR = 3_600_000;
const later = (hours: number) => new Date(ASKED.getTime() + hours * HOUR);

/** Tables in which nothing is a tenant's, or whose rows are deleted last. */
const KEPT: ReadonlySet<TableName> = new Set(['Tenants', 'Upkeep']);

/** Tables of which all tenants share the partitions, which are these. */
const SHARED: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  OpenGrants: ['0', '15'],
  OpenSessions: ['0', '15'],
  OpenRediagnoses: ['open'],
  Fleet: ['failing', 'recovered', 'observations'],
  Notifications: ['channels'],
  Changes: ['2026-03-01', '2026-03-02'],
  Outbox: ['changes', 'channels', 'dead'],
};

/** Rows of a tenant in every table: in its own partition, in those that begin with it, or among others'. */
async function fill(tenant: string): Promise<void> {
  const { tables } = services();
  await shipperOf(tables, tenant);
  for (const name of TABLES) {
    if (KEPT.has(name)) continue;
    const partitions = SHARED[name] ?? [key(tenant), key(tenant, 'EX01'), key(tenant, 'EX01', 'hub/smtp-send')];
    for (const partitionKey of partitions) {
      for (const rowKey of [key(tenant), key(tenant, 'x')]) await tables[name].upsertEntity({ partitionKey, rowKey, tenant }, 'Replace');
    }
  }
  for (const name of ['EX01/hub/smtp-send/a.log.br', 'EX02/hub/smtp-send/b.log.br']) {
    await container().getBlockBlobClient(`${tenant}/${name}`).upload('x', 1);
  }
}

function container() {
  return BlobServiceClient.fromConnectionString(services().connectionString).getContainerClient(CHUNK_CONTAINER);
}

/** In which tables and containers something of a tenant is found, whatever its key is. */
async function traces(tenant: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of TABLES) {
    if (KEPT.has(name)) continue;
    for await (const { partitionKey = '', rowKey = '' } of everyRow(services().tables[name])) {
      if ((name in SHARED ? rowKey : partitionKey).split('|')[0] === tenant) found.push(name);
    }
  }
  for await (const blob of container().listBlobsFlat({ prefix: `${tenant}/` })) found.push(blob.name);
  return [...new Set(found)];
}

describe('a tenant whose deletion was asked for', () => {
  it('loses everything, and its neighbours nothing, whatever their names begin with', async () => {
    const { tables } = services();
    const neighbours = ['contoso-north', 'contos', 'contoso0'];
    for (const tenant of ['contoso', ...neighbours]) await fill(tenant);
    const before = await Promise.all(neighbours.map(traces));
    await changeTenant(tables, 'contoso', { state: 'deleting', since: ASKED.toISOString() });
    expect((await traces('contoso')).length).toBeGreaterThan(TABLES.length - KEPT.size);
    await deleteTenants({ ...services(), now: () => later(0.1) });
    expect(await traces('contoso')).toEqual([]);
    expect(await Promise.all(neighbours.map(traces))).toEqual(before);
  });

  it('is forgotten once nothing can come any more that was granted before, and the audit log says so', async () => {
    const { tables } = services();
    await fill('granted');
    await changeTenant(tables, 'granted', { state: 'deleting', since: ASKED.toISOString() });
    const turn = (hours: number) => deleteTenants({ ...services(), now: () => later(hours) });
    await turn(0.1);
    await turn(0.2);
    expect(await findTenant(tables, 'granted')).toMatchObject({ state: 'deleting' });
    // An upload that was granted before, and what was read from it.
    await fill('granted');
    await changeTenant(tables, 'granted', { state: 'deleting', since: ASKED.toISOString() });
    await turn(1.1);
    expect(await findTenant(tables, 'granted')).toBeDefined();
    expect(await traces('granted')).toEqual([]);
    await turn(1.2);
    expect(await findTenant(tables, 'granted')).toBeUndefined();
    expect((await pageOfAudit(tables, { limit: 1 })).items).toMatchObject([{ action: 'tenant.deleted', target: 'granted' }]);
  });

  it('is named by no query token any more, so that nobody who saw it sees another of its name', async () => {
    const { tables } = services();
    const only = await queryToken(tables, 'reader', ['seen']);
    const several = await queryToken(tables, 'reader', ['seen', 'other']);
    const all = await queryToken(tables, 'reader', '*');
    await changeTenant(tables, 'seen', { state: 'deleting', since: ASKED.toISOString() });
    for (const hours of [2, 2.1, 2.2]) await deleteTenants({ ...services(), now: () => later(hours) });
    expect(await findTenant(tables, 'seen')).toBeUndefined();
    await saveTenant(tables, { id: 'seen', name: 'Another' });
    const tenantsOf = async (token: string) => {
      const found = await verifyToken(tables, token, later(3));
      return found?.grant.kind === 'query' ? found.grant.tenants : undefined;
    };
    expect([await tenantsOf(only), await tenantsOf(several), await tenantsOf(all)]).toEqual([undefined, ['other'], '*']);
  });

  it('is deleted by as many turns as it takes, each going on where the last one ended', async () => {
    const { tables } = services();
    const rows = Array.from({ length: 250 }, (_, index) => ({ partitionKey: 'huge', rowKey: String(index).padStart(4, '0') }));
    for (let start = 0; start < rows.length; start += 100) {
      await tables.Sessions.submitTransaction(rows.slice(start, start + 100).map((row) => ['create', row]));
    }
    const turn = () => {
      let looks = 0;
      return eraseRows(tables, 'huge', () => (looks += 1) <= 150);
    };
    const erased = [await turn(), await turn(), await turn(), await turn()];
    expect(erased.reduce((sum, count) => sum + count)).toBe(250);
    expect(erased[0]).toBeLessThan(250);
    expect(await traces('huge')).toEqual([]);
  });

  it('is let alone while it is only disabled', async () => {
    await fill('sleeping');
    const before = await traces('sleeping');
    await changeTenant(services().tables, 'sleeping', { state: 'disabled', since: ASKED.toISOString() });
    await deleteTenants({ ...services(), now: () => later(100) });
    expect(await traces('sleeping')).toEqual(before);
  });
});
