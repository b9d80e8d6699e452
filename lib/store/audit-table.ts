import { randomBytes } from 'node:crypto';
import type { TableEntity } from '@azure/data-tables';
import { forgetRows } from './forget-rows.js';
import { key } from './keys.js';
import { newestFirst } from './newest-first.js';
import { pageIn, type Page } from './page.js';
import type { Tables } from './tables.js';

/**
 * What was changed, by whom and when. An entry is written twice: for whoever looks at one tenant, and for whoever looks at all.
 *
 *   PartitionKey    RowKey
 *   {tenant}        {reversed time}|{chance}
 *   |all            {reversed time}|{chance}    also what concerns no tenant. It stays when a tenant is deleted, so of tenants it has no details
 */

/** One change. */
export interface AuditEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What was done, such as `token.created`. */
  readonly action: string;
  /** The tenant that it concerns; `null` when it is none, or several. */
  readonly tenant: string | null;
  /** To which thing: the token, the finding, the code. */
  readonly target: string;
  readonly by: { readonly kind: string; readonly id: string; readonly name: string };
  readonly requestId: string;
  /** What else is worth knowing, and never a secret. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface StoredAuditEntry extends AuditEntry {
  /** Where it stands in the list. */
  readonly id: string;
}

type AuditColumns = {
  action: string;
  at: string;
  tenant?: string;
  target: string;
  byKind: string;
  byId: string;
  byName: string;
  requestId: string;
  detail: string;
};

/** Writes an entry. */
export async function noteAudit({ Audit }: Tables, entry: AuditEntry): Promise<void> {
  const { at, action, tenant, target, by, requestId, detail } = entry;
  const rowKey = `${newestFirst(Date.parse(at))}|${randomBytes(4).toString('hex')}`;
  const row = (partitionKey: string, told: AuditEntry['detail']): TableEntity<AuditColumns> => ({
    ...{ partitionKey, rowKey, at, action, target, requestId, byKind: by.kind, byId: by.id, byName: by.name },
    ...(tenant !== null && { tenant }),
    detail: JSON.stringify(told),
  });
  await Audit.createEntity(row(ALL, tenant === null ? detail : {}));
  if (tenant !== null) await Audit.createEntity(row(key(tenant), detail));
}

/** The changes of a tenant, or of all; the newest first. `after` is the id of the last one of the page before. */
export function pageOfAudit(
  { Audit }: Tables,
  { tenant, after, limit }: { readonly tenant?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<Page<StoredAuditEntry>> {
  const range = { partitionKey: tenant === undefined ? ALL : key(tenant), from: '', before: '~', after };
  return pageIn<AuditColumns, StoredAuditEntry>(Audit, range, {
    ...{ limit, isFiltered: false },
    itemOf: ({ rowKey, at, action, tenant: concerned = null, target, byKind, byId, byName, requestId, detail }) => ({
      id: rowKey,
      ...{ at, action, tenant: concerned, target, requestId },
      by: { kind: byKind, id: byId, name: byName },
      detail: JSON.parse(detail) as AuditEntry['detail'],
    }),
  });
}

/** Forgets what was changed before that moment, of a tenant or of all; some of it at a time. */
export function forgetAuditBefore({ Audit }: Tables, tenant: string | undefined, before: Date): Promise<void> {
  const range = { partitionKey: tenant === undefined ? ALL : key(tenant), from: newestFirst(before.getTime()), before: '~' };
  return forgetRows<AuditColumns>(Audit, range, { columns: [], isOver: () => true });
}

/** No tenant is named by nothing. */
const ALL = key('', 'all');
