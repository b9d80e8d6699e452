import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { startStorage, type LocalStorage } from '../../lib/host/azurite.js';
import { startHost, type Host } from '../../lib/host/host.js';
import { listFindingsRoute } from '../../lib/api/findings.js';
import { copyTablesCommand } from '../../lib/cli/copy-tables-command.js';
import { createStorage, openServices, services } from '../../lib/services.js';
import { numbered, slotOf, SLOTS } from '../../lib/store/shards.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import { TENANT_TABLES } from '../../lib/store/tables.js';
import { issueToken } from '../../lib/tenants/token.js';
import { callRoute } from '../api/call-route.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { ask, uploadRange } from './running-mailflow.js';

const LOG = { name: 'SEND2019052815-1.LOG', date: '2019-05-28T15:07:00.088Z', bytes: fixtureLog('00-seed-unknowncredentials.log') };
const TENANTS = ['contoso', 'fabrikam'] as const;

let accounts: readonly LocalStorage[];
let host: Host;

beforeAll(async () => {
  accounts = await Promise.all(TENANTS.map(() => startStorage()));
  const connections = Object.fromEntries(
    accounts.flatMap(({ connectionString }, shard) => ['Uploads', 'Results'].map((name) => [numbered(name, shard), connectionString])),
  );
  // Fabrikam’s slot is the second account’s, all others the first one’s.
  const slot = slotOf('fabrikam');
  const first = Array.from({ length: SLOTS }, (_, other) => other).filter((other) => other !== slot);
  Object.assign(process.env, connections, { MAILFLOW_SHARDS: JSON.stringify([first.join(','), String(slot)]) });
  await createStorage(process.env);
  host = await startHost({
    port: 0,
    routePrefix: '',
    connections,
    loadFunctions: () => import('../../functions/index.js').then(() => undefined),
  });
  for (const tenant of TENANTS) {
    await saveTenant(services().tables, { id: tenant, name: tenant });
    const token = await issueToken(services().tables, { kind: 'shipper', tenant, server: 'EX01' });
    await uploadRange(host.url, token, LOG, 0, LOG.bytes.length);
  }
  await host.idle();
}, 60_000);

afterAll(async () => {
  await host.close();
  await Promise.all(accounts.map((account) => account.close()));
});

async function admin(): Promise<string> {
  return issueToken(services().tables, { kind: 'query', tenants: '*', role: 'admin' }, { name: 'the administrator' });
}

/** Tables of an account in which there are rows of a tenant. */
async function tablesWith(tenant: string, shard: number): Promise<readonly string[]> {
  const { connectionString = '' } = accounts[shard] ?? {};
  const found: string[] = [];
  for (const name of TENANT_TABLES) {
    const table = TableClient.fromConnectionString(connectionString, name, { allowInsecureConnection: true });
    for await (const { partitionKey = '' } of table.listEntities()) {
      if (partitionKey.split('|')[0] !== tenant) continue;
      found.push(name);
      break;
    }
  }
  return found;
}

async function blobsOf(tenant: string, shard: number): Promise<number> {
  const { connectionString = '' } = accounts[shard] ?? {};
  const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient('protocol-logs');
  let blobs = 0;
  for await (const page of container.listBlobsFlat({ prefix: `${tenant}/` }).byPage()) blobs += page.segment.blobItems.length;
  return blobs;
}

describe('two tenants whose slots belong to two pairs of storage accounts', () => {
  it('upload, and are answered, alike', async () => {
    const token = await admin();
    const findings = await Promise.all(TENANTS.map((tenant) => ask(`${host.url}/api/v1/tenants/${tenant}/findings`, token)));
    for (const { status, body } of findings)
      expect([status, body]).toEqual([200, expect.objectContaining({ findings: [expect.anything()] })]);
    expect(await ask(`${host.url}/api/v1/findings`, token)).toMatchObject({
      body: { findings: [{ tenant: 'contoso' }, { tenant: 'fabrikam' }] },
    });
  });

  it('have all that is theirs in their own accounts', async () => {
    for (const [shard, tenant] of TENANTS.entries()) {
      expect([await blobsOf(tenant, shard), await blobsOf(tenant, 1 - shard)]).toEqual([1, 0]);
      expect(await tablesWith(tenant, shard)).toEqual(expect.arrayContaining(['Chunks', 'LogFiles', 'Findings', 'Sessions', 'Activity']));
      expect(await tablesWith(tenant, 1 - shard)).toEqual([]);
    }
  });

  it('can be moved, with all that was found', async () => {
    const token = await admin();
    const [from = '', to = ''] = accounts.map(({ connectionString }) => connectionString);
    const terminal = recordingTerminal();
    await copyTablesCommand({ from, to, tenant: ['contoso'] }, terminal);
    expect(terminal.said.at(-1)).toMatch(/^Copied: \d+ rows\.$/);
    const moved = openServices({ Uploads: from, Uploads1: to, Results: from, Results1: to, MAILFLOW_SHARDS: '["","0-255"]' });
    const asked = { token, params: { tenant: 'contoso' } };
    const { json } = await callRoute(listFindingsRoute, moved, asked);
    expect(json).toMatchObject({ findings: [{ rule: 'tls-unknown-credentials' }] });
    expect(json).toEqual((await callRoute(listFindingsRoute, services(), asked)).json);
  });

  it('are deleted wherever they have been', async () => {
    const { connectionString = '' } = accounts[0] ?? {};
    // What was left where the tenant was before it was moved.
    const left = TableClient.fromConnectionString(connectionString, 'Findings', { allowInsecureConnection: true });
    await left.createEntity({ partitionKey: 'fabrikam', rowKey: 'of former days' });
    const token = await admin();
    const response = await fetch(`${host.url}/api/v1/tenants/fabrikam?confirm=fabrikam`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.ok).toBe(true);
    await host.runTimer('delete-tenants');
    for (const shard of [0, 1]) expect([await blobsOf('fabrikam', shard), await tablesWith('fabrikam', shard)]).toEqual([0, []]);
    expect(await tablesWith('contoso', 0)).toContain('Findings');
  });
});
