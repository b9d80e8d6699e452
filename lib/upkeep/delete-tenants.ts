import { noteAudit } from '../store/audit-table.js';
import type { EraseBlobs } from '../store/erase-blobs.js';
import { eraseRows } from '../store/erase-tenant.js';
import { takeOffTokens } from '../store/take-off-tokens.js';
import { forgetTenant, listTenants, type StoredTenant } from '../store/tenant-table.js';
import type { Tables } from '../store/tables.js';
import { UPLOAD_MILLISECONDS } from '../store/upload-signer.js';

export interface DeletionServices {
  readonly tables: Tables;
  readonly eraseBlobs: EraseBlobs;
  readonly now: () => Date;
}

/** The host ends a function after five minutes. */
const TURN_MILLISECONDS = 3 * 60_000;

/** A grant that was given before lives on for a while, and so does an ingestion that was under way: what they leave is swept up in a later turn. */
const SWEEP_MILLISECONDS = UPLOAD_MILLISECONDS + 45 * 60_000;

/**
 * Deletes the tenants whose deletion somebody asked for: all their blobs and rows, as many as one turn has time for; the next one goes on. A tenant is
 * forgotten when a turn has found nothing of it, an hour after it was asked for at the earliest.
 */
export async function deleteTenants(services: DeletionServices, milliseconds = TURN_MILLISECONDS): Promise<void> {
  const deadline = performance.now() + milliseconds;
  const hasTime = () => performance.now() < deadline;
  for (const tenant of await listTenants(services.tables)) {
    if (tenant.state === 'deleting' && hasTime()) await deleteTenant(services, tenant, hasTime);
  }
}

async function deleteTenant(
  { tables, eraseBlobs, now }: DeletionServices,
  { id, since }: StoredTenant,
  hasTime: () => boolean,
): Promise<void> {
  // Blobs first: ingestion may be reading one, and writes rows afterwards.
  const blobs = await eraseBlobs(id, hasTime);
  const rows = await eraseRows(tables, id, hasTime);
  const tokens = await takeOffTokens(tables, id);
  const askedAt = Date.parse(since ?? '');
  if (blobs + rows + tokens > 0 || !hasTime() || now().getTime() - askedAt < SWEEP_MILLISECONDS) return;
  const by = { kind: 'mailflow', id: 'delete-tenants', name: 'Mailflow' };
  await noteAudit(tables, { at: now().toISOString(), action: 'tenant.deleted', tenant: null, target: id, by, requestId: '', detail: {} });
  await forgetTenant(tables, id);
}
