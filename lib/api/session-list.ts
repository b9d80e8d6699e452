import { z } from 'zod';
import { OUTCOMES } from '../diagnosis/outcome.js';
import { STAGES } from '../diagnosis/stage.js';
import { STREAMS } from '../log/log-file.js';
import type { ListedSession } from '../store/session-index.js';
import { pageOfSessions } from '../store/session-list.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { sessionUrl } from './findings.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { directionSchema, nextLinkSchema, time } from './parts-schema.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';
import { sessionFilter, sessionQuery } from './session-query.js';

const MAX_SESSIONS = 500;
const USUAL_SESSIONS = 100;

const listedSessionSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    url: z.string().describe('the session with all its log lines'),
    at: time.describe('when it began'),
    durationMilliseconds: z.int().nonnegative(),
    server: z.string(),
    stream: z.enum(STREAMS),
    connector: z.string(),
    direction: directionSchema,
    sessionId: z.string(),
    remote: z.string().nullable(),
    outcome: z.enum(OUTCOMES),
    stage: z.enum(STAGES).nullable(),
    rule: z.string(),
    finding: z.string(),
    codes: z.array(z.string()).describe('of replies that refused something: 550, 5.7.64'),
    messageIds: z.array(z.string()),
    senderDomains: z.array(z.string()),
    recipientDomains: z.array(z.string()),
  })
  .meta({ id: 'ListedSession', description: 'a failed session, without its log lines' });

/** The reversed start, server, stream and session. */
export const LISTED_SESSION = /^\d{16}\|[\w.=|…-]{1,900}$/;

/** The failed sessions of a tenant, the newest first. */
export const listSessionsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/sessions',
  operationId: 'listSessions',
  tag: 'sessions',
  summary: 'Failed sessions of a tenant, the newest first',
  description:
    'By finding, message-id, domain and time they are looked up; by all else a page looks through two thousand of them, so it may be short, or empty, and have a next one. Of each session the first eight message-ids, domains and codes are known. Healthy sessions are counted in the activity, and not kept.',
  access: READER,
  query: { ...sessionQuery, after: pageTokenOf(LISTED_SESSION), limit: pageSize(MAX_SESSIONS, USUAL_SESSIONS) },
  answer: z.object({ sessions: z.array(listedSessionSchema), nextLink: nextLinkSchema }).meta({ id: 'Sessions' }),
  async handle({ params: { tenant }, query }, { tables }: Doorkeeper) {
    const { after, limit } = query;
    const page = await pageOfSessions(tables, tenant, {
      ...sessionFilter(query),
      limit,
      after: after === undefined ? undefined : placeIn(after),
    });
    const path = `/api/v1/tenants/${tenant}/sessions`;
    return {
      json: {
        sessions: page.items.map((session) => listedSessionResource(tenant, session)),
        nextLink: nextLink(path, { ...query, after: page.next && pageToken(page.next) }, page.next !== undefined),
      },
    };
  },
});

function listedSessionResource(tenant: string, { findingId, startedAt, duration, host, ...shown }: ListedSession) {
  return {
    ...shown,
    tenant,
    url: sessionUrl(tenant, shown.id),
    at: new Date(startedAt).toISOString(),
    durationMilliseconds: duration,
    finding: findingId,
  };
}
