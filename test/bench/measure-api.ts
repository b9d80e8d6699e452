import { HttpRequest, InvocationContext } from '@azure/functions';
import { ROUTES } from '../../lib/api/routes.js';
import { serveRoute } from '../../lib/api/serve-route.js';
import { findingIdOf, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { activityOf, addActivity, hourOf, NO_ACTIVITY, type HourOfActivity } from '../../lib/diagnosis/hourly-activity.js';
import { SEVERITIES } from '../../lib/diagnosis/rule.js';
import { startStorage } from '../../lib/host/azurite.js';
import { diagnoseStoredSession } from '../../lib/ingest/diagnose-stored-session.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { createStorage, openServices, type Services } from '../../lib/services.js';
import { saveActivity } from '../../lib/store/activity-table.js';
import type { LogSource } from '../../lib/store/chunk.js';
import { saveFindingParts } from '../../lib/store/finding-table.js';
import { refreshFleetFindings } from '../../lib/store/fleet-findings.js';
import { indexSessions } from '../../lib/store/session-index.js';
import type { FailedSession } from '../../lib/store/session-table.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import type { Table, Tables } from '../../lib/store/tables.js';
import { issueToken } from '../../lib/tenants/token.js';
import { filledPath } from '../api/filled-path.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';

/** What one tenant's tables hold, as ingestion would leave them: healthy sessions are counted by the hour, failed ones are indexed. */
const SESSIONS = 50_000;
const FAILED = 200;
const FINDINGS = 20;
const CHUNKS = 10;
const HOURS = 12;

const START = Date.UTC(2026, 0, 1);

/** How long answers take, in milliseconds. */
export interface ApiFigures {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  /** Of the whole, what is not the emulator's: the emulator looks through all rows of a table for each query, Azure does not. */
  readonly ownP95: number;
  /** Storage operations of an answer, at the most. */
  readonly operations: number;
}

/** Fills the tables of so many tenants, then asks for each list again and again. */
export async function measureApi(tenants: number, rounds: number): Promise<readonly ApiFigures[]> {
  const storage = await startStorage();
  try {
    const environment = { Uploads: storage.connectionString, Results: storage.connectionString };
    await createStorage(environment);
    const services = openServices(environment);
    const names = Array.from({ length: tenants }, (_, index) => `tenant-${index}`);
    for (const tenant of names) await fill(services.tables, tenant);
    const token = await issueToken(services.tables, { kind: 'query', tenants: '*', role: 'reader' });
    const figures = [];
    for (const [name, operationId, query] of QUESTIONS)
      figures.push(await measure(name, operationId, query, { services, token, names, rounds }));
    return figures;
  } finally {
    await storage.close();
  }
}

interface Measuring {
  readonly services: Services;
  readonly token: string;
  readonly names: readonly string[];
  readonly rounds: number;
}

async function measure(
  name: string,
  operationId: string,
  query: Readonly<Record<string, string>>,
  { services, token, names, rounds }: Measuring,
): Promise<ApiFigures> {
  const route = ROUTES.find((known) => known.operationId === operationId);
  if (route === undefined) throw new Error(`No operation is called ${operationId}.`);
  const [totals, owns]: [number[], number[]] = [[], []];
  let operations = 0;
  for (let round = 0; round < rounds; round += 1) {
    const watch = { waited: 0, operations: 0 };
    const watched = { ...services, tables: watchedTables(services.tables, watch) };
    const headers = { authorization: `Bearer ${token}` };
    const url = `http://localhost${filledPath(route.path, { tenant: names[(round * 7) % names.length] ?? '' })}`;
    const request = new HttpRequest({ method: 'GET', url, headers, query: { ...query } });
    const begun = performance.now();
    const { status } = await serveRoute(route, () => watched)(request, new InvocationContext());
    const total = performance.now() - begun;
    if (status !== 200) throw new Error(`${operationId}: ${status}`);
    // The first answers pay for compilation.
    if (round < rounds / 10) continue;
    totals.push(total);
    owns.push(total - watch.waited);
    operations = Math.max(operations, watch.operations);
  }
  return { name, p50: share(totals, 0.5), p95: share(totals, 0.95), ownP95: share(owns, 0.95), operations };
}

function share(figures: readonly number[], part: number): number {
  return figures.toSorted((a, b) => a - b)[Math.min(figures.length - 1, Math.floor(figures.length * part))] ?? 0;
}

/** Tables that tell how long somebody waited for them. What is asked at once is waited for once. */
function watchedTables(tables: Tables, watch: { waited: number; operations: number }): Tables {
  let running = 0;
  let since = 0;
  const timed = async <Result>(operation: () => Promise<Result>): Promise<Result> => {
    watch.operations += 1;
    if (running === 0) since = performance.now();
    running += 1;
    try {
      return await operation();
    } finally {
      running -= 1;
      if (running === 0) watch.waited += performance.now() - since;
    }
  };
  const watched = (table: Table): Table =>
    new Proxy(table, {
      get(target, name: keyof Table) {
        const member = target[name];
        if (typeof member !== 'function') return member;
        if (name !== 'listEntities')
          return (...args: unknown[]) => timed(() => (member as (...rest: unknown[]) => Promise<unknown>).apply(target, args));
        return (...args: Parameters<Table['listEntities']>) => {
          const byPage = (settings: { maxPageSize?: number } = {}) => {
            const pages = target.listEntities(...args).byPage(settings);
            const next = async () => {
              const page = await timed(() => pages.next());
              // That there is no further page was said with the last one.
              if (page.done === true) watch.operations -= 1;
              return page;
            };
            return { next, [Symbol.asyncIterator]: () => ({ next }) };
          };
          return {
            byPage,
            async *[Symbol.asyncIterator]() {
              for await (const page of byPage()) yield* page;
            },
          };
        };
      },
    });
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, watched(table)])) as unknown as Tables;
}

const seed = diagnoseStoredSession(
  fixtureSession('00-seed-unknowncredentials.log'),
  { tenant: 'x', server: 'EX01', stream: 'hub/smtp-send' },
  [],
  RULES,
);

function occurrence(finding: number, chunk: number): Occurrence {
  if (seed.occurrence === undefined) throw new Error('The seed fails.');
  const severity = SEVERITIES[finding % SEVERITIES.length] ?? 'info';
  const at = new Date(START + chunk * 3_600_000 + finding * 60_000).toISOString();
  return { ...seed.occurrence, severity, keyFact: `fact ${finding}`, at, sessionId: `${finding}-${chunk}` };
}

const QUESTIONS: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['findings of a tenant', 'listFindings', {}],
  ['findings of a tenant, filtered', 'listFindings', { severity: 'blocker', text: 'office' }],
  ['findings of the fleet', 'listFleetFindings', {}],
  ['incidents', 'listIncidents', {}],
  ['failed sessions of a tenant', 'listSessions', {}],
  ['failed sessions of a finding', 'listSessions', { finding: findingIdOf(occurrence(0, 0)) }],
  ['activity of a tenant', 'readActivity', { from: '2026-01-01', until: '2026-01-02' }],
];

async function fill(tables: Tables, tenant: string): Promise<void> {
  const source: LogSource = { tenant, server: 'EX01', stream: 'hub/smtp-send' };
  await saveTenant(tables, { id: tenant, name: tenant });
  const parts = Array.from({ length: FINDINGS * CHUNKS }, (_, index) => {
    const one = occurrence(index % FINDINGS, Math.floor(index / FINDINGS));
    return { findingId: findingIdOf(one), owner: { chunk: `chunk ${Math.floor(index / FINDINGS)}` }, tally: tallyOf(one) };
  });
  await saveFindingParts(tables, tenant, parts, new Date(START), true);
  await refreshFleetFindings(tables, tenant, 'failing');
  await indexSessions(
    tables,
    source,
    Array.from({ length: FAILED }, (_, index) => failedSession(index)),
    [],
    true,
  );
  const hours = Array.from({ length: HOURS }, (_, hour) => ({
    hour: hourOf(START + hour * 3_600_000),
    owner: { chunk: 'chunk' },
    activity: hourOfSessions(Math.round(SESSIONS / HOURS), START + hour * 3_600_000),
  }));
  await saveActivity(tables, source, hours, true);
}

function failedSession(index: number): FailedSession {
  const { stored } = seed;
  if (stored === undefined) throw new Error('The seed fails.');
  const one = occurrence(index % FINDINGS, 0);
  return {
    ...stored,
    session: { ...stored.session, sessionId: `08D6DB76${String(index).padStart(8, '0')}` },
    findingId: findingIdOf(one),
    outline: { ...stored.outline, startedAt: START + index * 60_000, senderDomains: ['contoso.com'], recipientDomains: ['fabrikam.com'] },
  };
}

/** An hour with so many sessions: what one has counted, so many times. */
function hourOfSessions(sessions: number, startedAt: number): HourOfActivity {
  const one = activityOf({ ...seed.counted, startedAt }, 'chunk');
  const connectors = Object.entries(one.connectors).map(([connector, counters]) => [
    connector,
    Object.fromEntries(Object.entries(counters).map(([name, count]) => [name, count * sessions])),
  ]);
  return addActivity(NO_ACTIVITY, { connectors: Object.fromEntries(connectors), healthy: one.healthy });
}
