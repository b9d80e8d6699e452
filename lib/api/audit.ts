import { z } from 'zod';
import { pageOfAudit, type StoredAuditEntry } from '../store/audit-table.js';
import type { Page } from '../store/page.js';
import { ADMIN } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { nextLinkSchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_ENTRIES = 200;

const query = {
  after: z
    .string()
    .regex(/^\d{16}\|[0-9a-f]{8}$/, 'as nextLink has it')
    .optional(),
  limit: pageSize(MAX_ENTRIES),
};

const entrySchema = z
  .object({
    id: z.string(),
    at: time,
    action: z.string().describe('such as “token.created”'),
    tenant: z.string().nullable(),
    target: z.string().describe('the thing that was changed'),
    by: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
    requestId: z.string(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry', description: 'one change: who, what, when' });

const answer = z.object({ entries: z.array(entrySchema), nextLink: nextLinkSchema }).meta({ id: 'Audit' });

/** The changes of a tenant, the newest first. */
export const listTenantAuditRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/audit',
  operationId: 'listTenantAudit',
  tag: 'audit',
  summary: 'What was changed of a tenant, by whom and when; the newest first',
  access: ADMIN,
  worksWhileDisabled: true,
  query,
  answer,
  async handle({ params: { tenant }, query: { after, limit } }, { tables }: Doorkeeper) {
    return pageAnswer(`/api/v1/tenants/${tenant}/audit`, limit, await pageOfAudit(tables, { tenant, after, limit }));
  },
});

/** All changes, the newest first. */
export const listAuditRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/audit',
  operationId: 'listAudit',
  tag: 'audit',
  summary: 'What was changed anywhere, for an administrator of all tenants; the newest first',
  access: ADMIN,
  query,
  answer,
  async handle({ caller, query: { after, limit } }, { tables }: Doorkeeper) {
    if (caller.tenants !== '*') throw new Problem('forbidden', 'This token is for some tenants. Ask for the audit log of one of them.');
    return pageAnswer('/api/v1/audit', limit, await pageOfAudit(tables, { after, limit }));
  },
});

function pageAnswer(path: string, limit: number, { items, next }: Page<StoredAuditEntry>) {
  return { json: { entries: items, nextLink: nextLink(path, { limit, after: next }, next !== undefined) } };
}
