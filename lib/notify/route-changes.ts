import { listChannels, type ChannelFormat, type StoredChannel } from '../store/channel-table.js';
import { dueChanges, forgetDueChange, postponeChange, type DueChange } from '../store/change-table.js';
import type { NotifiedChange } from '../store/delivery-row.js';
import { markPending } from '../store/pending-channel-table.js';
import { listPolicies, type StoredPolicy } from '../store/policy-table.js';
import { listTenants, type StoredTenant } from '../store/tenant-table.js';
import type { Tables } from '../store/tables.js';
import { readThread, saveTelling } from '../store/thread-table.js';
import { inFairShares } from './fair-shares.js';
import { nextTelling } from './next-telling.js';
import { tellMore } from './tell-more.js';
import { isEnd, whoIsTold, type Recipient } from './who-is-told.js';

interface RoutingServices {
  readonly tables: Tables;
  readonly now: () => Date;
}

/** Changes that one turn decides of. The rest waits half a minute. */
const MAX_CHANGES = 500;

/** Of them, those of one tenant, where others wait, too. */
const SHARE_OF_A_TENANT = 100;

/** Changes among which they are looked for, in a few queries; behind a flood that is greater, others do wait. */
const MAX_LOOKED_AT = 5_000;

/** Whoever ends a pause, or unmutes, need not wait for the end that it would have had. */
const LOOK_AGAIN_MILLISECONDS = 30 * 60_000;

/** Whose other end is a machine, which wants each event by itself. */
const MACHINE_FORMATS: ReadonlySet<ChannelFormat> = new Set(['generic']);

/** Whether a channel's notifications gather what belongs to one incident. */
export function gathers({ format }: { readonly format: ChannelFormat }): boolean {
  return !MACHINE_FORMATS.has(format);
}

/**
 * Decides of what has changed who is told, and writes what is to be sent. All that it writes follows from the change, so a turn that is broken off is
 * repeated without telling anything twice. A change that can't be decided does not hold up the others.
 *
 * @throws {AggregateError} after all others, with what went wrong.
 */
export async function routeChanges({ tables, now }: RoutingServices): Promise<void> {
  const waiting = await dueChanges(tables, now(), MAX_LOOKED_AT);
  const due = inFairShares(waiting, ({ change }) => change.tenant, { limit: MAX_CHANGES, share: SHARE_OF_A_TENANT });
  if (due.length === 0) return;
  const [policies, channels, tenants] = await Promise.all([listPolicies(tables), listChannels(tables), listTenants(tables)]);
  const known: Known = {
    policies,
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    tenants: new Map(tenants.map((tenant) => [tenant.id, tenant])),
  };
  const failures: unknown[] = [];
  // One after the other: those of one finding have an order.
  for (const change of due) await route(tables, change, known, now()).catch((cause: unknown) => failures.push(cause));
  if (failures.length > 0)
    throw new AggregateError(failures, `Of ${failures.length} changes it could not be decided who is told; the next turn tries again.`);
}

interface Known {
  readonly policies: readonly StoredPolicy[];
  readonly channels: ReadonlyMap<string, StoredChannel>;
  readonly tenants: ReadonlyMap<string, StoredTenant>;
}

async function route(tables: Tables, due: DueChange, { policies, channels, tenants }: Known, now: Date): Promise<void> {
  const tenant = tenants.get(due.change.tenant);
  const recipients = tenant?.state === 'active' ? whoIsTold(due.change, tenant, policies, channels) : [];
  if (tenant !== undefined && recipients.length > 0) {
    const { told, mutedUntil, isOvertaken } = await tellMore(tables, due.change, tenant, now);
    // An end is good news, and closes what is open at the other end: it is told also while nobody is told of beginnings.
    const until = isEnd(told) ? undefined : later(mutedUntil, pausedUntil(tenant, now));
    if (until !== undefined)
      return postponeChange(tables, due, new Date(Math.min(until.getTime(), now.getTime() + LOOK_AGAIN_MILLISECONDS)));
    // What began and ended while nobody was to be told is over.
    if (!(due.isPostponed && isOvertaken)) await Promise.all(recipients.map((recipient) => tell(tables, told, recipient, now)));
  }
  await forgetDueChange(tables, due);
}

function pausedUntil({ notificationPause }: StoredTenant, now: Date): Date | undefined {
  const until = notificationPause === null ? undefined : new Date(notificationPause.until);
  return until !== undefined && until > now ? until : undefined;
}

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}

async function tell(tables: Tables, told: NotifiedChange, recipient: Recipient<StoredChannel>, now: Date): Promise<void> {
  const { channel, isWanted, isForClosing } = recipient;
  for (;;) {
    const thread = await readThread(tables, channel, told.incident);
    const telling = nextTelling(thread, told, { isWanted, isForClosing, gathers: gathers(channel), now });
    if (telling === undefined) return;
    if (telling.delivery !== undefined) await markPending(tables, channel, now);
    // Each turn of this loop is another's success, so it ends.
    if (await saveTelling(tables, channel, told, thread, telling)) return;
  }
}
