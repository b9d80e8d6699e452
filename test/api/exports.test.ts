import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvOf, ndjsonOf } from '../../lib/api/export-table.js';
import { EXPORT_ROUTES } from '../../lib/api/exports.js';
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

function services() {
  return { tables: memoryTables(), now: () => new Date('2026-01-01T00:00:00Z'), readChunkBlob: () => Promise.resolve(undefined) };
}

function seedSession(minute = 0): FailedSession {
  const { stored } = diagnoseStoredSession(fixtureSession('00-seed-unknowncredentials.log'), SOURCE, [], RULES);
  if (stored === undefined) throw new Error('The seed fails.');
  const sessionId = `08D6DB768B3F${String(minute).padStart(4, '0')}`;
  const startedAt = stored.outline.startedAt + minute * 60_000;
  return { ...stored, session: { ...stored.session, sessionId }, outline: { ...stored.outline, startedAt } };
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

const texts = fc.oneof(fc.string(), fc.constantFrom('=1+1', '@SUM(A1)', '-2+3', '+49 30', '\t=x', '＝1', 'a "b", c', 'two\r\nlines', ''));

describe('comma-separated values', () => {
  it('are read back as they were, but for the apostrophe before what a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ text: texts, number: fc.integer(), none: fc.constant(null) })), (items) => {
        const columns = {
          text: ({ text }: { text: string }) => text,
          number: ({ number }: { number: number }) => number,
          none: ({ none }: { none: null }) => none,
        };
        const [names, ...rows] = parse(csvOf(columns, items));
        expect(names).toEqual(['text', 'number', 'none']);
        expect(rows.map(([text = '', number]) => [text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''), Number(number)])).toEqual(
          items.map(({ text, number }) => [text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''), number]),
        );
        for (const [text = ''] of rows) expect(text).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
        const lines = ndjsonOf(columns, items).split('\n').slice(0, -1);
        expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(items.map(({ text }) => text));
      }),
    );
  });
});

describe('exports', () => {
  it('hold the failed sessions, part by part, each named by the header Link of the one before', async () => {
    const opened = services();
    const sessions = Array.from({ length: 5 }, (_, minute) => seedSession(minute));
    await indexSessions(opened.tables, SOURCE, sessions, [], true);
    const token = await tokenOf(opened.tables);
    const rows: Record<string, string>[] = [];
    let query: Record<string, string> = { limit: '2', connector: 'Outbound to Office 365' };
    let parts = 0;
    for (let more = true; more; parts += 1) {
      const answer = await callRoute(routeOf('exportSessionsCsv'), opened, { token, params: { tenant: 'contoso' }, query });
      expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
      rows.push(...parse<Record<string, string>>(String(answer.json), { columns: true }));
      const link = /^<([^>]+)>; rel="next"$/.exec(answer.headers.link ?? '')?.[1];
      more = link !== undefined;
      query = Object.fromEntries(new URL(link ?? '/', 'http://localhost').searchParams);
    }
    expect(parts).toBe(3);
    expect(rows.map(({ id }) => id)).toEqual(sessions.map(({ session }) => sessionIdentifier(SOURCE, session)).reverse());
    expect(rows[0]).toMatchObject({ tenant: 'contoso', outcome: 'tls-failed', rule: 'tls-unknown-credentials', remote: '104.47.5.36:25' });
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
    expect(ndjson.headers.link).toBeUndefined();
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
