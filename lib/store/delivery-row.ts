import type { TransactionAction } from '@azure/data-tables';
import type { ChannelAddress } from './channel-table.js';
import { timeWord, type NotedChange } from './change-table.js';
import { key } from './keys.js';
import { newestFirst } from './newest-first.js';

/**
 * What is sent to a channel, and what the channel was told last. A partition is a channel, so what belongs together is written together.
 *
 *   PartitionKey          RowKey
 *   {tenant}|{channel}    d|{id}                        a delivery; of a channel of all tenants, the key begins with the bar
 *                         l|{state}|{place}|{id}        its place among those of its state
 *                         c|{id}|{change}               a change that it tells
 *                         t|{incident}                  how the channel stands with an incident
 *                         o|{incident}|{tenant}|{of}    what it was told last of a finding, an observation or a chunk
 *
 * Of a tenant there is something only in the last columns but one and the last: they name it, so that they can be found when the tenant is deleted.
 */

/** `pending`: to be sent, or sent again. `dead`: it failed so often that only a person can have it sent again. */
export const DELIVERY_STATES = ['pending', 'sent', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What a delivery does for an incident at the other end. */
export const DELIVERY_ACTIONS = ['open', 'update', 'resolve'] as const;
export type DeliveryAction = (typeof DELIVERY_ACTIONS)[number];

/** Something that is sent to a channel. Times are ISO 8601, UTC. */
export interface Delivery {
  /** Within its channel. It follows from the first change that it tells, so the same change makes no second. */
  readonly id: string;
  readonly state: DeliveryState;
  readonly action: DeliveryAction;
  readonly incident: string;
  readonly createdAt: string;
  /** When it is sent, or sent again. */
  readonly dueAt: string;
  /** How often it was sent. */
  readonly attempts: number;
  readonly attemptedAt: string | null;
  /** Why it did not arrive; `null` when it did, or was not sent yet. */
  readonly problem: string | null;
}

export interface StoredDelivery extends Delivery {
  readonly channel: ChannelAddress;
  readonly etag: string;
}

/** A change as a notification tells it. */
export interface NotifiedChange extends NotedChange {
  readonly tenantName: string;
  /** What fails, in a sentence; empty when that is not known. */
  readonly summary: string;
  /** The first thing to do; `null` where nothing is known. */
  readonly step: { readonly do: string; readonly command: string | null } | null;
}

export type DeliveryColumns = Omit<Delivery, 'id' | 'attemptedAt' | 'problem'> & { attemptedAt?: string; problem?: string };

export type PartColumns = { tenant: string; told: string };

/** The partition of a channel. No tenant is named by nothing. */
export function partitionOf({ tenant, id }: ChannelAddress): string {
  return key(tenant ?? '', id);
}

export function deliveryKey(id: string): string {
  return key('d', id);
}

const STATE_LETTERS = { pending: 'p', sent: 's', dead: 'x' } as const satisfies Record<DeliveryState, string>;

/** Where the deliveries of a state stand in the list. */
export function listedAs(state: DeliveryState): string {
  return key('l', STATE_LETTERS[state]);
}

/** Where a delivery stands in the list: what is to be sent by when that is; the rest by when it was sent last, newest first. */
export function listKey(id: string, { state, dueAt, attemptedAt = dueAt }: DeliveryColumns): string {
  const place = state === 'pending' ? timeWord(Date.parse(dueAt)) : newestFirst(Date.parse(attemptedAt));
  return `${listedAs(state)}|${place}|${id}`;
}

export function columnsOf({ id, attemptedAt, problem, ...columns }: Delivery): DeliveryColumns {
  return { ...columns, ...(attemptedAt !== null && { attemptedAt }), ...(problem !== null && { problem }) };
}

/** The delivery in a row, or in its row of the list. */
export function deliveryIn(row: DeliveryColumns & { readonly rowKey?: string }): Delivery {
  const { state, action, incident, createdAt, dueAt, attempts, attemptedAt = null, problem = null } = row;
  return { id: row.rowKey?.split('|').at(-1) ?? '', state, action, incident, createdAt, dueAt, attempts, attemptedAt, problem };
}

/** The actions that put a delivery in the place of the one before, in the list, too. @param etag of the one before */
export function deliveryActions(
  partitionKey: string,
  before: (Delivery & { readonly etag: string }) | undefined,
  after: Delivery,
): TransactionAction[] {
  const columns = columnsOf(after);
  const row = { partitionKey, rowKey: deliveryKey(after.id), ...columns };
  const place = listKey(after.id, columns);
  const placeBefore = before && listKey(before.id, columnsOf(before));
  return [
    before === undefined ? ['create', row] : ['update', row, 'Replace', { etag: before.etag }],
    ...(placeBefore === undefined || placeBefore === place
      ? []
      : [['delete', { partitionKey, rowKey: placeBefore }] satisfies TransactionAction]),
    ['upsert', { partitionKey, rowKey: place, ...columns }, 'Replace'],
  ];
}

/** The change that a row of a delivery holds. */
export function toldIn({ told }: PartColumns): NotifiedChange {
  return JSON.parse(told) as NotifiedChange;
}
