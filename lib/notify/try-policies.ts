import type { Channel } from '../store/channel-table.js';
import type { NotedChange } from '../store/change-table.js';
import type { Delivery } from '../store/delivery-row.js';
import type { Policy } from '../store/policy-table.js';
import type { StoredTenant } from '../store/tenant-table.js';
import { subjectOf, type LastTold } from '../store/thread-table.js';
import { nextTelling } from './next-telling.js';
import { gathers } from './route-changes.js';
import { whoIsTold } from './who-is-told.js';

/** A notification that would have been sent. */
export interface TriedNotification {
  readonly channel: string;
  readonly action: Delivery['action'];
  readonly incident: string;
  /** When: ISO 8601, UTC. */
  readonly at: string;
  readonly changes: readonly NotedChange[];
}

/**
 * What policies would have told of changes, oldest first: by the very steps by which people are told. What was muted or paused at the time counts, too.
 *
 * @param changes oldest first
 */
export function tryPolicies(
  changes: readonly NotedChange[],
  policies: readonly Policy[],
  channels: ReadonlyMap<string, Channel>,
  tenants: ReadonlyMap<string, StoredTenant>,
): readonly TriedNotification[] {
  const threads = new Map<string, { readonly told: Map<string, LastTold>; latest: Delivery | undefined }>();
  const notifications = new Map<string, TriedNotification>();
  for (const change of changes) {
    const tenant = tenants.get(change.tenant);
    if (tenant === undefined) continue;
    for (const { channel, isWanted, isForClosing } of whoIsTold(change, tenant, policies, channels)) {
      const name = JSON.stringify([channel.id, change.incident]);
      const thread = threads.get(name) ?? { told: new Map<string, LastTold>(), latest: undefined };
      threads.set(name, thread);
      const now = new Date(change.at);
      const telling = nextTelling({ ...thread, latest: asSentBy(thread.latest, now) }, change, {
        isWanted,
        isForClosing,
        gathers: gathers(channel),
        now,
      });
      if (telling === undefined) continue;
      thread.told.set(subjectOf(change), telling.told);
      if (telling.delivery === undefined) continue;
      thread.latest = telling.delivery;
      const { id, action, incident, dueAt: at } = telling.delivery;
      const known = notifications.get(`${channel.id} ${id}`)?.changes ?? [];
      notifications.set(`${channel.id} ${id}`, { channel: channel.id, action, incident, at, changes: [...known, change] });
    }
  }
  return [...notifications.values()].sort((a, b) => a.at.localeCompare(b.at));
}

/** What was due before has been sent, and gathers nothing any more. */
function asSentBy(delivery: Delivery | undefined, now: Date): Delivery | undefined {
  return delivery !== undefined && Date.parse(delivery.dueAt) < now.getTime() ? { ...delivery, state: 'sent', attempts: 1 } : delivery;
}
