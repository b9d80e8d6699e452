import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { EXPORT_ROUTES } from '../../lib/api/exports.js';
import { MAX_STREAMS, RateLimits } from '../../lib/api/rate-limits.js';
import { readTranscriptRoute } from '../../lib/api/sessions.js';
import { findingIdOf, tallyOf } from '../../lib/diagnosis/finding.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { diagnoseStoredSession } from '../../lib/ingest/diagnose-stored-session.js';
import type { LogSource } from '../../lib/store/chunk.js';
import { saveFindingParts } from '../../lib/store/finding-table.js';
import { indexSessions } from '../../lib/store/session-index.js';
import { saveSessions, sessionIdentifier, type FailedSession } from '../../lib/store/session-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import { issueToken } from '../../lib/tenants/token.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { seedOccurrence } from '../diagnosis/seed-occurrence.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { callRoute } from './call-route.js';

const SOURCE: LogSource = { tenant: 'contoso', server: 'EX01', stream: 'hub/smtp-send' };

/** More than two pages of what an export reads at once. */
const MANY = 2_100;

function services() {
  return { tables: memoryTables(), now: () => new Date('2026-01-01T00:00:00Z'), readChunkBlob: () => Promise.resolve(undefined) };
}

const SEED = diagnoseStoredSession(fixtureSession('00-seed-unknowncredentials.log'), SOURCE, [], RULES).stored;

function seedSession(minute = 0): FailedSession {
  if (SEED === undefined) throw new Error('The seed fails.');
  const sessionId = `08D6DB768B3F${String(minute).padStart(4, '0')}`;
  const startedAt = SEED.outline.startedAt + minute * 60_000;
  return { ...SEED, session: { ...SEED.session, sessionId }, outline: { ...SEED.outline, startedAt } };
}

function routeOf(operationId: string) {
  const route = EXPORT_ROUTES.find((known) => known.operationId === operationId);
  if (route === undefined) throw new Error(`No export is called ${operationId}.`);
  return route;
}

async function tokenOf(tables: Tables): Promise<string> {
  await saveTenant(tables, { id: 'contoso', name: 'Contoso' });
  return issueToken(tables, { kind: 'query', tenants: ['contoso'], role: 'reader' });
}

/** The value of a column in each row, the names of columns not among them. */
function column(csv: unknown, name: string): readonly (string | undefined)[] {
  return parse<Record<string, string>>(String(csv), { columns: true }).map((row) => row[name]);
}

describe('exports', () => {
  it('hold all failed sessions in one answer, the newest first, each once, however many there are', async () => {
    const opened = services();
    const sessions = Array.from({ length: MANY }, (_, minute) => seedSession(minute));
    await indexSessions(opened.tables, SOURCE, sessions, [], true);
    const asked = { token: await tokenOf(opened.tables), params: { tenant: 'contoso' } };
    const newestFirst = sessions.map(({ session }) => sessionIdentifier(SOURCE, session)).reverse();

    const csv = await callRoute(routeOf('exportSessionsCsv'), opened, asked);
    expect(csv).toMatchObject({ status: 200, headers: { 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store' } });
    expect(csv.headers.etag).toBeUndefined();
    expect(column(csv.json, 'id')).toEqual(newestFirst);
    const [row] = parse<Record<string, string>>(String(csv.json), { columns: true });
    expect(row).toMatchObject({ tenant: 'contoso', outcome: 'tls-failed', rule: 'tls-unknown-credentials', remote: '104.47.5.36:25' });

    const lines = String((await callRoute(routeOf('exportSessionsNdjson'), opened, asked)).json)
      .split('\n')
      .slice(0, -1);
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(newestFirst);

    const looked = {
      ...asked,
      query: { connector: 'Outbound to Office 365', until: '2019-05-29T15:00:00Z' },
      headers: { 'accept-encoding': 'gzip' },
    };
    const filtered = await callRoute(routeOf('exportSessionsCsv'), opened, looked);
    expect(filtered.headers['content-encoding']).toBe('gzip');
    expect(column(filtered.json, 'id')).toEqual(newestFirst.slice(-column(filtered.json, 'id').length));
    expect(column(filtered.json, 'id').length).toBeGreaterThan(1_000);
  });

  it('hold as many rows as are asked for', async () => {
    const opened = services();
    await indexSessions(
      opened.tables,
      SOURCE,
      Array.from({ length: 5 }, (_, minute) => seedSession(minute)),
      [],
      true,
    );
    const token = await tokenOf(opened.tables);
    const rowsOf = async (limit: string) =>
      column(
        (await callRoute(routeOf('exportSessionsCsv'), opened, { token, params: { tenant: 'contoso' }, query: { limit } })).json,
        'at',
      );
    expect((await rowsOf('3')).length).toBe(3);
    expect((await rowsOf('6')).length).toBe(5);
  });

  it('are given to a token so many at once', async () => {
    const opened = { ...services(), limits: new RateLimits() };
    const token = await tokenOf(opened.tables);
    const id = token.split('_').slice(0, 2).join('_');
    const under = Array.from({ length: MAX_STREAMS }, () => opened.limits.streamed(id, Readable.from(['a', 'b'])));
    for (const parts of under) await parts.next();
    const asked = { token, params: { tenant: 'contoso' } };
    const refused = await callRoute(routeOf('exportSessionsCsv'), opened, asked);
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '10' } });
    await under[0]?.return(undefined);
    for (let times = 0; times < 3; times += 1) expect((await callRoute(routeOf('exportSessionsCsv'), opened, asked)).status).toBe(200);
  });

  it('are the names of the columns, or nothing, where there is nothing', async () => {
    const opened = services();
    const asked = { token: await tokenOf(opened.tables), params: { tenant: 'contoso' } };
    expect((await callRoute(routeOf('exportSessionsCsv'), opened, asked)).json).toMatch(/^tenant,id,at,[\w,]+\r\n$/);
    expect((await callRoute(routeOf('exportSessionsNdjson'), opened, asked)).json).toBe('');
  });

  it('hold the findings, as values or as JSON, with the same names', async () => {
    const opened = services();
    const occurrence = { ...seedOccurrence(), connector: '=cmd|’/c calc’!A1' };
    await saveFindingParts(
      opened.tables,
      'contoso',
      [{ findingId: findingIdOf(occurrence), owner: { chunk: 'a' }, tally: tallyOf(occurrence) }],
      opened.now(),
    );
    const token = await tokenOf(opened.tables);
    const asked = { token, params: { tenant: 'contoso' } };
    const csv = await callRoute(routeOf('exportFindingsCsv'), opened, asked);
    const [row] = parse<Record<string, string>>(String(csv.json), { columns: true });
    expect(row).toMatchObject({ state: 'open', sessions: '1', connector: `'${occurrence.connector}`, note: '' });
    const ndjson = await callRoute(routeOf('exportFindingsNdjson'), opened, asked);
    const json = JSON.parse(String(ndjson.json)) as Record<string, unknown>;
    expect(json).toMatchObject({ state: 'open', sessions: 1, connector: occurrence.connector, note: null });
    expect(Object.keys(json)).toEqual(Object.keys(row ?? {}));
  });
});

describe('the transcript of a session', () => {
  it('is its log lines as Exchange wrote them', async () => {
    const opened = services();
    const failed = seedSession();
    await saveSessions(opened.tables, SOURCE, [failed]);
    const token = await tokenOf(opened.tables);
    const params = { tenant: 'contoso', session: sessionIdentifier(SOURCE, failed.session) };
    const { json, headers } = await callRoute(readTranscriptRoute, opened, { token, params });
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(String(json).split('\r\n').slice(0, -1)).toEqual(failed.session.records.map(({ text }) => text));
    expect(await callRoute(readTranscriptRoute, opened, { token, params: { ...params, session: 'EX01~none' } })).toMatchObject({
      status: 404,
    });
  });
});
