import { z } from 'zod';
import { stateOf } from '../diagnosis/finding-state.js';
import { pageOfFindings } from '../store/finding-list.js';
import type { ListedFinding } from '../store/finding-row.js';
import type { Page } from '../store/page.js';
import type { ListedSession } from '../store/session-index.js';
import { pageOfSessions } from '../store/session-list.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { CSV, NDJSON, type Columns, type TableFormat } from './export-table.js';
import { findingFilter, findingQuery } from './finding-query.js';
import { sessionUrl } from './findings.js';
import { declareRoute, type Route } from './route.js';
import { sessionFilter, sessionQuery } from './session-query.js';

/** Rows of a page: as many as one query gives, and it asks for one more to know whether there is a next. */
const PAGE_ROWS = 999;

const FORMATS = {
  csv: { produces: 'text/csv', format: CSV },
  ndjson: { produces: 'application/x-ndjson', format: NDJSON },
} as const;
type Extension = keyof typeof FORMATS;

const DESCRIPTION =
  'All of them in one answer, however many, sent as they are read. One that fails on the way, or takes more than four minutes, breaks off: the connection ends before the answer does. See docs/export.md.';

const limit = z.coerce.number().int().min(1).optional().describe('as many rows at most; all, where it is left out');

/** Findings and failed sessions as tables, for spreadsheets and dashboards. */
export const EXPORT_ROUTES: readonly Route<Doorkeeper>[] = (['csv', 'ndjson'] as const).flatMap((extension) => [
  findingsExport(extension),
  sessionsExport(extension),
]);

function findingsExport(extension: Extension) {
  const { produces, format } = FORMATS[extension];
  return declareRoute({
    method: 'GET',
    path: `/api/v1/tenants/{tenant}/findings.${extension}`,
    operationId: extension === 'csv' ? 'exportFindingsCsv' : 'exportFindingsNdjson',
    tag: 'export',
    summary: `Findings of a tenant as ${extension === 'csv' ? 'comma-separated values' : 'JSON, one a line'}`,
    description: DESCRIPTION,
    access: READER,
    query: { ...findingQuery, limit },
    produces,
    streams: true,
    answer: z.string(),
    handle({ params: { tenant }, query }, { tables, now: clock }: Doorkeeper) {
      const now = clock();
      const wanted = { ...findingFilter(query), order: query.order, now };
      const pages = pagesOf((after, most) => pageOfFindings(tables, tenant, { ...wanted, after, limit: most }), query.limit);
      return Promise.resolve({ parts: written(format, findingColumns(tenant, now), pages) });
    },
  });
}

function sessionsExport(extension: Extension) {
  const { produces, format } = FORMATS[extension];
  return declareRoute({
    method: 'GET',
    path: `/api/v1/tenants/{tenant}/sessions.${extension}`,
    operationId: extension === 'csv' ? 'exportSessionsCsv' : 'exportSessionsNdjson',
    tag: 'export',
    summary: `Failed sessions of a tenant as ${extension === 'csv' ? 'comma-separated values' : 'JSON, one a line'}`,
    description: DESCRIPTION,
    access: READER,
    query: { ...sessionQuery, limit },
    produces,
    streams: true,
    answer: z.string(),
    handle({ params: { tenant }, query }, { tables }: Doorkeeper) {
      const wanted = sessionFilter(query);
      const pages = pagesOf((after, most) => pageOfSessions(tables, tenant, { ...wanted, after, limit: most }), query.limit);
      return Promise.resolve({ parts: written(format, sessionColumns(tenant), pages) });
    },
  });
}

/** The pages of a list, each read when it is asked for, until `most` things have come. */
async function* pagesOf<Item>(
  pageAfter: (after: string | undefined, limit: number) => Promise<Page<Item>>,
  most = Infinity,
): AsyncGenerator<readonly Item[]> {
  let after: string | undefined;
  let left = most;
  do {
    const { items, next } = await pageAfter(after, Math.min(left, PAGE_ROWS));
    yield items;
    after = next;
    left -= items.length;
  } while (after !== undefined && left > 0);
}

async function* written<Item>(
  { begin, rows }: TableFormat,
  columns: Columns<Item>,
  pages: AsyncIterable<readonly Item[]>,
): AsyncGenerator<string> {
  let before = begin(columns);
  for await (const items of pages) {
    yield before + rows(columns, items);
    before = '';
  }
}

function findingColumns(tenant: string, now: Date): Columns<ListedFinding> {
  return {
    tenant: () => tenant,
    id: ({ findingId }) => findingId,
    state: ({ condition, handling, lastSeen }) => stateOf(condition, handling, lastSeen, now),
    severity: ({ severity }) => severity,
    rule: ({ rule }) => rule,
    title: ({ title }) => title,
    server: ({ server }) => server,
    connector: ({ connector }) => connector,
    remote: ({ remote }) => remote,
    keyFact: ({ keyFact }) => keyFact,
    incident: ({ incident }) => incident,
    sessions: ({ sessions }) => sessions,
    firstSeen: ({ firstSeen }) => firstSeen,
    lastSeen: ({ lastSeen }) => lastSeen,
    handledBy: ({ handling }) => handling?.by ?? null,
    note: ({ handling }) => handling?.note ?? null,
    url: ({ findingId }) => `/api/v1/tenants/${tenant}/findings/${findingId}`,
  };
}

function sessionColumns(tenant: string): Columns<ListedSession> {
  return {
    tenant: () => tenant,
    id: ({ id }) => id,
    at: ({ startedAt }) => new Date(startedAt).toISOString(),
    durationMilliseconds: ({ duration }) => duration,
    server: ({ server }) => server,
    stream: ({ stream }) => stream,
    connector: ({ connector }) => connector,
    direction: ({ direction }) => direction,
    sessionId: ({ sessionId }) => sessionId,
    remote: ({ remote }) => remote,
    outcome: ({ outcome }) => outcome,
    stage: ({ stage }) => stage,
    rule: ({ rule }) => rule,
    finding: ({ findingId }) => findingId,
    codes: ({ codes }) => codes,
    messageIds: ({ messageIds }) => messageIds,
    senderDomains: ({ senderDomains }) => senderDomains,
    recipientDomains: ({ recipientDomains }) => recipientDomains,
    url: ({ id }) => sessionUrl(tenant, id),
  };
}
