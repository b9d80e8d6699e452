import { listChannels } from '../store/channel-table.js';
import { forgetChangesBefore, MAX_LOG_DAYS } from '../store/change-table.js';
import { trimDead } from '../store/dead-delivery-table.js';
import { trimDeliveries } from '../store/delivery-table.js';
import { listTenants } from '../store/tenant-table.js';
import type { Tables } from '../store/tables.js';

const DAY = 86_400_000;

/** Deliveries of one channel and state that one turn forgets. */
const MAX_FORGOTTEN = 500;

/**
 * Forgets what was sent, or given up, a month ago, and the log of changes after as long, or as soon as the tenant's settings say. It concerns all channels
 * and tenants, so one turn a day is enough.
 */
export async function trimNotifications({ tables, now }: { readonly tables: Tables; readonly now: () => Date }): Promise<void> {
  const daysAgo = (days: number) => new Date(now().getTime() - days * DAY);
  const before = daysAgo(MAX_LOG_DAYS);
  await trimDead(tables, before);
  for (const channel of await listChannels(tables)) await trimDeliveries(tables, channel, before, MAX_FORGOTTEN);
  await forgetChangesBefore(tables, before);
  for (const { id, settings } of await listTenants(tables))
    if (settings.retentionDays < MAX_LOG_DAYS) await forgetChangesBefore(tables, daysAgo(settings.retentionDays), id);
}
