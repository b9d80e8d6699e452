import { readActivityRoute } from '../../lib/api/activity.js';
import { listFindingsRoute, readFindingRoute } from '../../lib/api/findings.js';
import type { Route } from '../../lib/api/route.js';
import { listSessionsRoute } from '../../lib/api/session-list.js';
import { readSessionRoute } from '../../lib/api/sessions.js';
import { CONDITIONS, type Condition } from '../../lib/diagnosis/finding-state.js';
import { odata } from '@azure/data-tables';
import type { Services } from '../../lib/services.js';
import { readActivity, readHealthyFrom } from '../../lib/store/activity-table.js';
import { ledgerPartition } from '../../lib/store/ledger.js';
import { untoldChanges } from '../../lib/store/finding-change-table.js';
import { pageOfFindings } from '../../lib/store/finding-list.js';
import { readFleet } from '../../lib/store/fleet-table.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { key } from '../../lib/store/keys.js';
import { callRoute } from '../api/call-route.js';
import { readerOf } from '../tenants/tokens.js';
import type { Count } from './model.js';
import type { WrittenStream } from './world.js';

const FIRST_HOUR = '0000-01-01T00';
const LAST_HOUR = '9999-12-31T23';

/** All that the store and the API say of these streams' tenants, without what names a chunk, a moment of arrival, or the tenants themselves. */
export async function answersOf(streams: readonly WrittenStream[], services: Services): Promise<Readonly<Record<string, unknown>>> {
  const answers: Record<string, unknown> = {};
  const tenants = [...new Set(streams.map(({ source }) => source.tenant))];
  for (const [index, tenant] of tenants.entries()) {
    const own = streams.filter(({ source }) => source.tenant === tenant);
    const said = {
      ...(await answersOfTenant(tenant, services)),
      streams: await Promise.all(own.map((stream) => answersOfStream(stream, services))),
    };
    answers[`tenant ${index + 1}`] = JSON.parse(JSON.stringify(said).replaceAll(tenant, '…'));
  }
  return answers;
}

async function answersOfTenant(tenant: string, services: Services) {
  const { tables } = services;
  const token = await readerOf(tables, tenant);
  type Words = Readonly<Record<string, string>>;
  const answerOf = async (route: Route<Services>, params: Words = {}, query: Words = {}) =>
    (await callRoute(route, services, { token, params: { tenant, ...params }, query })).json;
  const stored = (await listFindings(tables, tenant)).map(({ changedAt, etag, ...finding }) => finding);
  const single = await Promise.all(stored.map(({ findingId }) => answerOf(readFindingRoute, { finding: findingId })));
  const { items: listed } = await pageOfFindings(tables, tenant, { order: 'worst', limit: 1_000, now: services.now() });
  return {
    stored,
    activity: await answerOf(readActivityRoute, {}, { from: '2000-01-01', until: '2100-01-01', group: 'server' }),
    sessions: await answerOf(listSessionsRoute, {}, { limit: '500' }),
    sessionsOfFindings: await Promise.all(
      stored.map(({ findingId }) => answerOf(listSessionsRoute, {}, { limit: '500', finding: findingId })),
    ),
    listed: listed.map(({ changedAt, ...finding }) => finding),
    fleet: await Promise.all(CONDITIONS.map((condition) => fleetOf(tenant, condition, tables))),
    findings: await answerOf(listFindingsRoute),
    single,
    samples: await Promise.all(
      stored.flatMap(({ finding }) => finding.samples).map(({ session = '' }) => answerOf(readSessionRoute, { session })),
    ),
    untold: await untoldChanges(tables, tenant),
  };
}

/** What the fleet shows of a tenant's findings, without what it gets to know by the hour, and what that sorts. */
async function fleetOf(tenant: string, condition: Condition, tables: Services['tables']) {
  const { findings, isCut } = (await readFleet(tables, condition)).get(tenant) ?? { findings: [], isCut: false };
  const shown = findings.map(({ lastSeenHour, remote, ...finding }) => finding);
  return { isCut, findings: shown.toSorted((a, b) => (a.findingId < b.findingId ? -1 : 1)) };
}

async function answersOfStream({ source, files }: WrittenStream, { tables }: Services) {
  const { tenant, server, stream } = source;
  const hours = [];
  for await (const { hour, connectors } of readActivity(tables, source, FIRST_HOUR, LAST_HOUR)) hours.push({ hour, connectors });
  const healthy = [];
  for await (const { hour, healthy: hosts } of readHealthyFrom(tables, source, FIRST_HOUR)) {
    healthy.push({
      hour,
      hosts: Object.entries(hosts ?? {})
        .map(([host, { lastIn, ...sessions }]) => ({ host, ...sessions }))
        .sort(byHost),
    });
  }
  const sessions = [];
  const filter = odata`PartitionKey eq ${key(tenant, server, stream)}`;
  // Which chunks hold it depends on where the log was cut.
  for await (const { etag, timestamp, chunks, ...row } of tables.Sessions.listEntities({ queryOptions: { filter } })) sessions.push(row);
  const waiting = [];
  for await (const row of tables.OpenSessions.listEntities<{ tenant: string }>()) if (row.tenant === tenant) waiting.push(row);
  return { source, hours, healthy, sessions, waiting, ledger: await Promise.all(files.map((file) => ledgerOf(source, file, tables))) };
}

function byHost(a: { readonly host: string }, b: { readonly host: string }): number {
  return a.host < b.host ? -1 : 1;
}

/** What the ledger proves of a file: from where to where its bytes were read without a gap, and that nothing else stands there. */
async function ledgerOf(source: WrittenStream['source'], { file }: WrittenStream['files'][number], { Chunks }: Services['tables']) {
  const partition = ledgerPartition({ ...source, file });
  const filter = odata`PartitionKey eq ${partition}`;
  const sums = { readTo: 0, status: 'ingested', bytes: 0, lines: 0, records: 0, malformed: 0 };
  for await (const row of Chunks.listEntities<typeof sums & { from: number; to: number }>({ queryOptions: { filter } })) {
    if (row.from === sums.readTo) sums.readTo = row.to;
    if (row.status !== 'ingested') sums.status = row.status;
    for (const name of ['bytes', 'lines', 'records', 'malformed'] as const) sums[name] += row[name];
  }
  return sums;
}

/** The condition of each finding of these streams' tenants. */
export async function conditionsOf(streams: readonly WrittenStream[], { tables }: Services): Promise<Readonly<Record<string, string>>> {
  const conditions: Record<string, string> = {};
  for (const tenant of new Set(streams.map(({ source }) => source.tenant))) {
    for (const { findingId, condition } of await listFindings(tables, tenant)) conditions[`${tenant} ${findingId}`] = condition;
  }
  return conditions;
}

/** The tenant's sessions and findings as a plain count of the whole files would have them. */
export async function countStored(streams: readonly WrittenStream[], { tables }: Services): Promise<Count> {
  const sessions: Record<string, number> = {};
  for (const { source } of streams) {
    for await (const { hour, connectors } of readActivity(tables, source, FIRST_HOUR, LAST_HOUR)) {
      for (const [connector, counters] of Object.entries(connectors)) {
        for (const [name, count] of Object.entries(counters)) {
          if (name.startsWith('outcome:')) sessions[[source.server, source.stream, hour, connector, name.slice(8)].join(' ')] = count;
        }
      }
    }
  }
  const findings = await listFindings(tables, streams[0]?.source.tenant ?? '');
  return {
    sessions,
    findings: Object.fromEntries(
      findings.map(({ findingId, condition, finding: { sessions: failed, firstSeen, lastSeen } }) => [
        findingId,
        { sessions: failed, firstSeen, lastSeen, condition },
      ]),
    ),
  };
}
