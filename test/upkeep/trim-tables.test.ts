import fc from 'fast-check';
import { readExport } from '../../lib/inventory/read-export.js';
import type { Services } from '../../lib/services.js';
import { noteFailed } from '../../lib/store/failed-chunks.js';
import { noteGranted } from '../../lib/store/grants.js';
import { keptDays, readInventory, saveExport, type DatedExport } from '../../lib/store/inventory-table.js';
import { listLogFiles, noteLogFiles } from '../../lib/store/log-file-table.js';
import { listObservations, reconcileObservations } from '../../lib/store/observation-table.js';
import { noteAudit, pageOfAudit } from '../../lib/store/audit-table.js';
import { cancelRediagnosis, listRediagnoses, requestRediagnosis } from '../../lib/store/rediagnosis-table.js';
import { pageOfTokens } from '../../lib/store/token-table.js';
import { issueToken } from '../../lib/tenants/token.js';
import { listQuarantined } from '../../lib/store/quarantine-table.js';
import { listReportingServers, saveHeartbeat } from '../../lib/store/server-table.js';
import { TABLES, type TableName, type Tables } from '../../lib/store/tables.js';
import { DEFAULT_SETTINGS, saveTenant, saveTenantSettings } from '../../lib/store/tenant-table.js';
import { AUDIT_DAYS, trimAllTables, trimTables } from '../../lib/upkeep/trim-tables.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { answersOf } from '../simulation/answers.js';
import { differences } from '../simulation/differences.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { plans, type Plan } from '../simulation/plan.js';
import { deliverInDisorder } from '../simulation/bad-day.js';
import { blobsOf, DAY_OF_ARRIVAL, deliverInOrder, writeAll, type WrittenStream } from '../simulation/world.js';
import { localServices } from '../store/local-tables.js';
import { everyRow } from '../store/every-row.js';

// As in the simulation: whoever lost a race waits a moment, in life.
jest.mock('node:timers/promises', () => ({
  ...jest.requireActual<object>('node:timers/promises'),
  setTimeout: () => Promise.resolve(),
}));

const emulator = localServices();
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Lets the timer run for a tenant, twice: a file's place in the list goes a turn after its chunks. */
async function trim(services: Services, tenant: string, daysAfterArrival: number): Promise<void> {
  const now = () => new Date(DAY_OF_ARRIVAL + daysAfterArrival * DAY);
  const known = { id: tenant, settings: DEFAULT_SETTINGS };
  for (let turn = 0; turn < 2; turn += 1) await trimTables({ ...services, now, tell: () => undefined }, known);
}

async function noteFiles(streams: readonly WrittenStream[], { tables }: Services): Promise<void> {
  for (const { source, files } of streams)
    for (const { file } of files) await noteLogFiles(tables, [{ ...source, file }], new Date(DAY_OF_ARRIVAL));
}

const tenantsOf = (streams: readonly WrittenStream[]) => [...new Set(streams.map(({ source }) => source.tenant))];

/** Tables whose rows say something of a tenant's logs. */
const OF_LOGS: readonly TableName[] = ['LogFiles', 'Chunks', 'Quarantine', 'Fragments', 'Sessions', 'SessionIndex', 'Findings', 'Activity'];

/** What is left of a tenant's logs. A finding that is gone leaves the number of its changes. */
async function left(tables: Tables, tenant: string): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const name of OF_LOGS) {
    for await (const { partitionKey = '', rowKey = '', emptied } of everyRow<{ emptied?: boolean }>(tables[name])) {
      const isOf = partitionKey === tenant || partitionKey.startsWith(`${tenant}|`);
      if (isOf && !(name === 'Findings' && emptied === true)) rows.push(`${name} ${partitionKey} ${rowKey}`);
    }
  }
  return rows;
}

let worlds = 0;

async function inWorld(plan: Plan, store: Services, check: (streams: readonly WrittenStream[], services: Services) => Promise<void>) {
  worlds += 1;
  const streams = writeAll(plan, `world-${worlds}`);
  const services = { ...store, readChunkBlob: blobsOf(streams) };
  await noteFiles(streams, services);
  await deliverInDisorder(streams, services, plan.disorder);
  await check(streams, services);
}

const inMemory = (): Services => ({ ...emulator(), tables: memoryTables() });

describe('after the retention', () => {
  it('nothing is left of what came before, whatever came and however, and what comes again counts once', async () => {
    await fc.assert(
      fc.asyncProperty(plans, (plan) =>
        inWorld(plan, inMemory(), async (streams, services) => {
          const before = await answersOf(streams, services);
          for (const tenant of tenantsOf(streams)) await trim(services, tenant, 89);
          expect(differences(before, await answersOf(streams, services))).toEqual([]);
          for (const tenant of tenantsOf(streams)) {
            await trim(services, tenant, 93);
            expect(await left(services.tables, tenant)).toEqual([]);
          }
          await deliverInOrder(streams, services);
          const again = await answersOf(streams, services);
          expect(differences(before, again).filter((line) => !line.includes('/ledger/'))).toEqual([]);
        }),
      ),
      { numRuns: 4 },
    );
  }, 300_000);

  it('what came since stays as if nothing else had ever come', async () => {
    await fc.assert(
      fc.asyncProperty(plans, (plan) =>
        inWorld(plan, inMemory(), async (streams, services) => {
          // Each tenant's first server was there half a year ago, the others came now.
          const [old, kept] = [true, false].map((isOld) => streams.filter(({ source }) => (source.server === 'EX01') === isOld));
          if (old === undefined || kept === undefined || kept.length === 0) return;
          const other = inMemory();
          await noteFiles(kept, other);
          await deliverInOrder(kept, { ...other, readChunkBlob: services.readChunkBlob });
          const expected = await answersOf(kept, { ...other, readChunkBlob: services.readChunkBlob });
          await ageLedger(services.tables, kept, 60);
          for (const tenant of tenantsOf(streams)) await trim(services, tenant, 93);
          const received = await answersOf(kept, services);
          expect(differences(expected, received).filter((line) => !line.includes('/ledger/'))).toEqual([]);
        }),
      ),
      { numRuns: 4 },
    );
  }, 300_000);

  it('on the emulator, too, and a crash anywhere is made up for by the next turn', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.nat({ max: 40 }), (plan, operations) =>
        inWorld(plan, emulator(), async (streams, services) => {
          for (const tenant of tenantsOf(streams)) {
            await trim({ ...services, tables: dyingAfter(services.tables, operations) }, tenant, 93).catch(() => undefined);
            await trim(services, tenant, 93);
            expect(await left(services.tables, tenant)).toEqual([]);
          }
        }),
      ),
      { numRuns: 1 },
    );
  }, 300_000);
});

/** Makes chunks of these streams have come so many days later than they did. */
async function ageLedger({ Chunks }: Tables, streams: readonly WrittenStream[], days: number): Promise<void> {
  const partitions = streams.map(({ source: { tenant, server, stream } }) => `${tenant}|${server}|${stream.replaceAll('/', '=2F')}|`);
  for await (const row of everyRow<{ ingestedAt: string }>(Chunks)) {
    const { partitionKey = '', rowKey = '', ingestedAt } = row;
    const later = new Date(Date.parse(ingestedAt) + days * DAY).toISOString();
    if (partitions.some((partition) => partitionKey.startsWith(partition)))
      await Chunks.updateEntity({ partitionKey, rowKey, ingestedAt: later }, 'Merge');
  }
}

/** Tables that answer so often, and then no more. */
function dyingAfter(tables: Tables, operations: number): Tables {
  let leftOperations = operations;
  const dying = (table: Tables[TableName]) =>
    new Proxy(table, {
      get: (target, name): unknown => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        leftOperations -= 1;
        if (leftOperations < 0) throw new Error('The process died.');
        return member.bind(target) as unknown;
      },
    });
  return Object.fromEntries(TABLES.map((name) => [name, dying(tables[name])])) as Record<TableName, Tables[TableName]>;
}

describe('what else a tenant has', () => {
  const arrived = new Date(DAY_OF_ARRIVAL);

  it('old days of the inventory go, the newest export stays however old it is', async () => {
    const { tables } = emulator();
    const source = { tenant: 'inventory', server: 'EX01' };
    for (const day of [0, 5]) {
      const collectedAt = DAY_OF_ARRIVAL + day * DAY;
      const envelope = { mailflow: 1, kind: 'queues', server: 'EX01', collectedAt: new Date(collectedAt).toISOString(), items: [] };
      const dated: DatedExport = { ...readExport(Buffer.from(JSON.stringify(envelope))), collectedAt };
      await saveExport(tables, source, dated);
    }
    await trim(emulator(), 'inventory', 93);
    expect((await keptDays(tables, source)).map(({ kind, day }) => [kind, day])).toEqual([['queues', '2024-05-20']]);
    await trim(emulator(), 'inventory', 99);
    expect(await keptDays(tables, source)).toEqual([]);
    expect((await readInventory(tables, source))?.exports.queues).toBeDefined();
  });

  it('observations that ended go, those that hold stay; servers that were not heard go', async () => {
    const { tables } = emulator();
    const observation = (keyFact: string) => ({
      ...{ watch: 'w', severity: 'info' as const, title: '', summary: '', server: null, connector: null, keyFact, since: '' },
      ...{ deadline: null, causes: [], remedy: [], references: [] },
    });
    await reconcileObservations(tables, 'others', ['w'], () => ['holds', 'ends'].map(observation), arrived);
    await reconcileObservations(tables, 'others', ['w'], () => [observation('holds')], arrived);
    await saveHeartbeat(tables, { tenant: 'others', server: 'EX01' }, heartbeatOf(), arrived);
    await trim(emulator(), 'others', 89);
    expect([(await listObservations(tables, 'others')).length, (await listReportingServers(tables, 'others')).length]).toEqual([2, 1]);
    await trim(emulator(), 'others', 91);
    expect((await listObservations(tables, 'others')).map(({ observation: { keyFact } }) => keyFact)).toEqual(['holds']);
    expect(await listReportingServers(tables, 'others')).toEqual([]);
  });

  it('chunks that never came and those in quarantine go with their log file', async () => {
    const { tables } = emulator();
    const file = { name: 'SEND2024051400-1.LOG', date: '2024-05-14T00:00:00.000Z' };
    const chunk = { tenant: 'stuck', server: 'EX01', stream: 'hub/smtp-send', file, from: 0, to: 9, codec: 'br' } as const;
    await noteGranted(tables, [{ chunk, status: undefined, hasNeighbours: false }], arrived);
    await noteFailed(tables, chunk, { name: 'UnreadableChunk', message: '', place: '', isFinal: true }, arrived);
    await trim(emulator(), 'stuck', 89);
    expect(await listQuarantined(tables, 'stuck', { limit: 9 })).toHaveLength(1);
    await trim(emulator(), 'stuck', 91);
    expect(await listQuarantined(tables, 'stuck', { limit: 9 })).toEqual([]);
    expect(await listLogFiles(tables, 'stuck', { limit: 9 })).toEqual([]);
  });

  it('re-diagnoses that ended go, and tokens that expired; open ones and others stay', async () => {
    const { tables } = emulator();
    const tenant = 'ended';
    const range = { tenant, since: arrived, until: arrived, server: undefined };
    const asked = await requestRediagnosis(tables, range, arrived, '1');
    await cancelRediagnosis(tables, { tenant, id: asked?.id ?? '' }, arrived);
    await requestRediagnosis(tables, range, arrived, '2');
    for (const expiresAt of [arrived, undefined]) await issueToken(tables, { kind: 'shipper', tenant, server: 'EX01', expiresAt });
    const rows = async () => [
      (await listRediagnoses(tables, tenant, { limit: 9 })).map(({ status }) => status).toSorted(),
      (await pageOfTokens(tables, { tenant, limit: 9 })).items.length,
    ];
    await trim(emulator(), tenant, 89);
    expect(await rows()).toEqual([['cancelled', 'waiting'], 2]);
    await trim(emulator(), tenant, 91);
    expect(await rows()).toEqual([['waiting'], 1]);
  });

  it('who changed what is known for 400 days, of a tenant and of all; query tokens that expired are kept for 90', async () => {
    const { tables } = emulator();
    const entry = { action: 'token.created', target: 't', by: { kind: 'query', id: '1', name: 'n' }, requestId: 'r', detail: {} };
    for (const day of [0, 2])
      await noteAudit(tables, { ...entry, at: new Date(DAY_OF_ARRIVAL + day * DAY).toISOString(), tenant: 'audited' });
    await saveTenant(tables, { id: 'audited', name: 'audited' });
    await issueToken(tables, { kind: 'query', tenants: '*', role: 'reader', expiresAt: arrived });
    const trimmed = async (days: number) => {
      for (let turn = 0; turn < 12; turn += 1) {
        const now = new Date(DAY_OF_ARRIVAL + days * DAY + turn * 5 * 60_000);
        await trimAllTables({ ...emulator(), now: () => now, tell: () => undefined });
      }
      const [own, all] = await Promise.all(['audited', undefined].map((tenant) => pageOfAudit(tables, { tenant, limit: 9 })));
      return [own?.items.length, all?.items.length, (await pageOfTokens(tables, { limit: 9 })).items.length];
    };
    expect(await trimmed(89)).toEqual([2, 2, 1]);
    expect(await trimmed(AUDIT_DAYS + 1)).toEqual([1, 1, 0]);
  }, 60_000);

  it('each tenant keeps it for as long as its settings say, and has its turn within the hour', async () => {
    const { tables } = emulator();
    for (const [tenant, retentionDays] of [
      ['short', 30],
      ['long', 365],
    ] as const) {
      await saveTenant(tables, { id: tenant, name: tenant });
      await saveTenantSettings(tables, tenant, { retentionDays });
      await saveHeartbeat(tables, { tenant, server: 'EX01' }, heartbeatOf(), arrived);
    }
    for (let turn = 0; turn < 12; turn += 1) {
      const now = () => new Date(DAY_OF_ARRIVAL + 40 * DAY + (turn * HOUR) / 12);
      await trimAllTables({ ...emulator(), now, tell: () => undefined });
    }
    expect(await listReportingServers(tables, 'short')).toEqual([]);
    expect(await listReportingServers(tables, 'long')).toHaveLength(1);
  });
});
