import { listChannels, type ChannelAddress, type StoredChannel } from '../store/channel-table.js';
import { listAsDead } from '../store/dead-delivery-table.js';
import type { NotifiedChange, StoredDelivery } from '../store/delivery-row.js';
import {
  changeDelivery,
  changesOf,
  dueDeliveries,
  findDelivery,
  forgetAllDeliveries,
  forgetDelivery,
  hasPending,
} from '../store/delivery-table.js';
import { pendingChannels, unmark, type PendingChannel } from '../store/pending-channel-table.js';
import type { Tables } from '../store/tables.js';
import type { Posted, PostWebhook } from './post-webhook.js';
import { nextAttempt } from './retry.js';
import { sendNotice } from './send-notice.js';

export interface SendingServices {
  readonly tables: Tables;
  readonly now: () => Date;
  readonly postWebhook: PostWebhook;
  /** Where people look into what they are told: `https://mailflow.example`. */
  readonly dashboard: string | undefined;
  /** Hears of every notification that is given up. */
  readonly tellUndelivered: (notification: { readonly channel: string; readonly delivery: string; readonly at: string }) => void;
}

/** What one turn may take. */
export interface SendingBounds {
  /** Channels that are sent to at once. */
  readonly atOnce: number;
  /** Deliveries to one channel. Chat services take one a second. */
  readonly toOne: number;
  /** After so long no further one is begun to a channel: one that answers slowly must not keep the turn, and all others, waiting. */
  readonly millisecondsToOne: number;
  readonly milliseconds: number;
}

export const SENDING_BOUNDS: SendingBounds = { atOnce: 16, toOne: 30, millisecondsToOne: 15_000, milliseconds: 100_000 };

/** Longer than a request takes: whoever has not written by then what became of it, never will. */
const LEASE_MILLISECONDS = 60_000;

/**
 * Sends what is due, each channel by itself: one that is slow or dead holds up no other, and costs one attempt a turn. Each turn begins with another
 * channel, so that those for which there was no time come first some time.
 *
 * @throws {AggregateError} after all others, when something went wrong on our own side.
 */
export async function sendDeliveries(services: SendingServices, bounds: SendingBounds = SENDING_BOUNDS): Promise<void> {
  const { tables, now } = services;
  const pending = await pendingChannels(tables);
  if (pending.length === 0) return;
  const channels = new Map((await listChannels(tables)).map((channel) => [channel.id, channel]));
  const first = Math.floor(now().getTime() / LEASE_MILLISECONDS) % pending.length;
  const waiting = [...pending.slice(first), ...pending.slice(0, first)];
  const deadline = performance.now() + bounds.milliseconds;
  const failures: unknown[] = [];
  const worker = async () => {
    for (let mark = waiting.shift(); mark !== undefined && performance.now() < deadline; mark = waiting.shift()) {
      await sendToOne(services, mark, channels.get(mark.id), bounds).catch((cause: unknown) => failures.push(cause));
    }
  };
  await Promise.all(Array.from({ length: bounds.atOnce }, worker));
  if (failures.length > 0)
    throw new AggregateError(failures, `To ${failures.length} channels nothing could be sent; the next turn tries again.`);
}

async function sendToOne(
  services: SendingServices,
  mark: PendingChannel,
  channel: StoredChannel | undefined,
  { toOne, millisecondsToOne }: SendingBounds,
): Promise<void> {
  const { tables, now } = services;
  if (channel === undefined) await forgetAllDeliveries(tables, mark);
  else if (!channel.enabled) return;
  else {
    const begun = performance.now();
    for (const id of await dueDeliveries(tables, channel, now(), toOne)) {
      const posted = await send(services, channel, id);
      if ((posted !== undefined && isAway(posted)) || performance.now() - begun >= millisecondsToOne) break;
    }
  }
  if (!(await hasPending(tables, mark))) await unmark(tables, mark, now());
}

/** Nobody is there, or has too much to do: the next would fare no better. */
function isAway(posted: Posted): boolean {
  return !posted.arrived && (posted.status === null || posted.status === 429 || posted.status >= 500);
}

/** @returns what became of it, or `undefined` when there was nothing to send. */
async function send(services: SendingServices, channel: StoredChannel, id: string): Promise<Posted | undefined> {
  const { tables, now, postWebhook, dashboard } = services;
  const found = await findDelivery(tables, channel, id);
  const begun = now();
  if (found?.state !== 'pending' || Date.parse(found.dueAt) > begun.getTime()) return undefined;
  // From here on nobody else sends it, and nothing more is gathered in it.
  const claimed = await changeDelivery(tables, found, {
    attempts: found.attempts + 1,
    attemptedAt: begun.toISOString(),
    dueAt: new Date(begun.getTime() + LEASE_MILLISECONDS).toISOString(),
  });
  if (claimed === undefined) return undefined;
  const changes = await changesOf(tables, channel, id);
  // All of it was of tenants that are deleted.
  if (changes.length === 0) {
    await forgetDelivery(tables, channel, id);
    return undefined;
  }
  const posted = await sendNotice(postWebhook, channel, noticeOf(claimed, changes, dashboard), begun);
  await note(services, claimed, posted);
  return posted;
}

function noticeOf(
  { channel, id, action, incident, createdAt }: StoredDelivery,
  changes: readonly NotifiedChange[],
  dashboard: string | undefined,
) {
  return { id: deliveryId(channel, id), action, incident, at: createdAt, changes, dashboard };
}

/** What a delivery is called outside of its channel: by receivers, and by the API. */
export function deliveryId(channel: Pick<ChannelAddress, 'id'>, id: string): string {
  return `${channel.id}-${id}`;
}

async function note({ tables, now, tellUndelivered }: SendingServices, claimed: StoredDelivery, posted: Posted): Promise<void> {
  if (posted.arrived) {
    await changeDelivery(tables, claimed, { state: 'sent', problem: null });
    return;
  }
  const { status, problem, retryAfter } = posted;
  const next = status === GONE ? undefined : nextAttempt(claimed.attempts, now(), chanceOf(claimed.id), retryAfter);
  if (next === undefined) {
    await listAsDead(tables, claimed.channel, claimed);
    tellUndelivered({ channel: claimed.channel.id, delivery: deliveryId(claimed.channel, claimed.id), at: now().toISOString() });
    await changeDelivery(tables, claimed, { state: 'dead', problem });
  } else await changeDelivery(tables, claimed, { dueAt: next.toISOString(), problem });
}

/** The receiver says that it wants nothing more, for ever. */
const GONE = 410;

/** From 0 to 1, of an id that is as good as thrown. */
function chanceOf(id: string): number {
  return Number.parseInt(id.slice(0, 4), 16) / 0xffff;
}
