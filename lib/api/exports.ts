import { z } from 'zod';
import { stateOf } from '../diagnosis/finding-state.js';
import { pageOfFindings } from '../store/finding-list.js';
import type { ListedFinding } from '../store/finding-row.js';
import type { Page } from '../store/page.js';
import type { ListedSession } from '../store/session-index.js';
import { pageOfSessions } from '../store/session-list.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { csvOf, ndjsonOf, type Columns } from './export-table.js';
import { findingFilter, findingQuery } from './finding-query.js';
import { LISTED_FINDING, sessionUrl } from './findings.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute, type Route } from './route.js';
import { LISTED_SESSION } from './session-list.js';
import { sessionFilter, sessionQuery } from './session-query.js';

/**
 * Rows of one answer: some megabytes, which the Functions host takes in one piece. Its streams would need `enableHttpStream`, under which a handler's
 * missing answer never ends and queries are read otherwise, for all routes; so an export goes on in a next part, which the header `Link` names.
 */
const MAX_ROWS = 5_000;

/** Pages of the list that are read for one answer: with filters it may be shorter than it could be, and have a next part. */
const MAX_PAGES = 5;

const FORMATS = {
  csv: { produces: 'text/csv', write: csvOf },
  ndjson: { produces: 'application/x-ndjson', write: ndjsonOf },
} as const;
type Format = keyof typeof FORMATS;

const DESCRIPTION =
  'One answer holds a bounded number of rows; the header Link names the next part (rel="next"), whose rows go on where this part ends. See docs/export.md.';

/** Findings and failed sessions as tables, for spreadsheets and dashboards. */
export const EXPORT_ROUTES: readonly Route<Doorkeeper>[] = (['csv', 'ndjson'] as const).flatMap((format) => [
  findingsExport(format),
  sessionsExport(format),
]);

function findingsExport(format: Format) {
  const { produces, write } = FORMATS[format];
  return declareRoute({
    method: 'GET',
    path: `/api/v1/tenants/{tenant}/findings.${format}`,
    operationId: format === 'csv' ? 'exportFindingsCsv' : 'exportFindingsNdjson',
    tag: 'export',
    summary: `Findings of a tenant as ${format === 'csv' ? 'comma-separated values' : 'JSON, one a line'}`,
    description: DESCRIPTION,
    access: READER,
    query: { ...findingQuery, after: pageTokenOf(LISTED_FINDING), limit: pageSize(MAX_ROWS) },
    produces,
    answer: z.string(),
    async handle({ params: { tenant }, query }, { tables, now }: Doorkeeper) {
      const { order, limit } = query;
      const time = now();
      const { items, next } = await pagesTogether(query, (after, left) =>
        pageOfFindings(tables, tenant, { ...findingFilter(query), order, after, limit: left, now: time }),
      );
      return {
        json: write(findingColumns(tenant, time), items),
        next: nextLink(`/api/v1/tenants/${tenant}/findings.${format}`, { ...query, after: next, limit }, next !== undefined),
      };
    },
  });
}

function sessionsExport(format: Format) {
  const { produces, write } = FORMATS[format];
  return declareRoute({
    method: 'GET',
    path: `/api/v1/tenants/{tenant}/sessions.${format}`,
    operationId: format === 'csv' ? 'exportSessionsCsv' : 'exportSessionsNdjson',
    tag: 'export',
    summary: `Failed sessions of a tenant as ${format === 'csv' ? 'comma-separated values' : 'JSON, one a line'}`,
    description: DESCRIPTION,
    access: READER,
    query: { ...sessionQuery, after: pageTokenOf(LISTED_SESSION), limit: pageSize(MAX_ROWS) },
    produces,
    answer: z.string(),
    async handle({ params: { tenant }, query }, { tables }: Doorkeeper) {
      const { items, next } = await pagesTogether(query, (after, left) =>
        pageOfSessions(tables, tenant, { ...sessionFilter(query), after, limit: left }),
      );
      return {
        json: write(sessionColumns(tenant), items),
        next: nextLink(`/api/v1/tenants/${tenant}/sessions.${format}`, { ...query, after: next }, next !== undefined),
      };
    },
  });
}

/** Several pages of a list as one; `next` is a token. */
async function pagesTogether<Item>(
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  pageAfter: (after: string | undefined, limit: number) => Promise<Page<Item>>,
): Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }> {
  const items: Item[] = [];
  let place = after === undefined ? undefined : placeIn(after);
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items: more, next } = await pageAfter(place, limit - items.length);
    items.push(...more);
    place = next;
    if (place === undefined || items.length === limit) break;
  }
  return { items, next: place && pageToken(place) };
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
