import { odata, type TableEntity, type TransactionAction } from '@azure/data-tables';
import type { ChannelAddress } from './channel-table.js';
import { hashOf, type NotedChange } from './change-table.js';
import {
  deliveryActions,
  deliveryIn,
  deliveryKey,
  partitionOf,
  type Delivery,
  type DeliveryColumns,
  type NotifiedChange,
  type PartColumns,
} from './delivery-row.js';
import { afterKey, key } from './keys.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

/** What a channel was told last of a finding, an observation or a chunk. */
export interface LastTold {
  readonly changeId: string;
  /** When Mailflow noticed the change: ISO 8601, UTC. */
  readonly at: string;
  /** It fails still, as far as the channel has heard. */
  readonly isOpen: boolean;
}

/** How a channel stands with an incident. */
export interface Thread {
  /** By {@link subjectOf}. */
  readonly told: ReadonlyMap<string, LastTold>;
  /** The latest delivery. */
  readonly latest: (Delivery & { readonly etag: string }) | undefined;
  readonly etag: string | undefined;
}

/** What a change does to a thread: what the channel was told last, and the delivery that tells it, unless nothing does. */
export interface Telling {
  readonly told: LastTold;
  readonly delivery: Delivery | undefined;
}

/** When Mailflow noticed the change that it was written by, so that it is known when it is over. */
type ThreadColumns = { latest?: string; at: string };
type LastToldColumns = LastTold & { tenant: string };

/** What a change is of, among those of all tenants. */
export function subjectOf({ tenant, subjectId }: Pick<NotedChange, 'tenant' | 'subjectId'>): string {
  return key(tenant, subjectId);
}

/** How a channel stands with an incident. */
export async function readThread({ Deliveries }: Tables, channel: ChannelAddress, incident: string): Promise<Thread> {
  const partitionKey = partitionOf(channel);
  const begin = key('o', incident);
  const filter = odata`PartitionKey eq ${partitionKey} and RowKey gt ${begin} and RowKey lt ${afterKey(begin)}`;
  // Before what it stands for: whoever writes between makes the thread's tag another.
  const thread = await rowAt<ThreadColumns>(Deliveries, partitionKey, key('t', incident));
  const told = new Map<string, LastTold>();
  for await (const { rowKey = '', changeId, at, isOpen } of Deliveries.listEntities<LastToldColumns>({ queryOptions: { filter } })) {
    told.set(rowKey.slice(begin.length + 1), { changeId, at, isOpen });
  }
  const latest =
    thread?.latest === undefined ? undefined : await rowAt<DeliveryColumns>(Deliveries, partitionKey, deliveryKey(thread.latest));
  return { told, latest: latest && { ...deliveryIn(latest), etag: latest.etag }, etag: thread?.etag };
}

/** Writes what a change does to a thread. @returns whether it is written; otherwise somebody else was faster. */
export async function saveTelling(
  { Deliveries }: Tables,
  channel: ChannelAddress,
  { incident, ...change }: NotifiedChange,
  thread: Thread,
  { told, delivery }: Telling,
): Promise<boolean> {
  const partitionKey = partitionOf(channel);
  const latest = delivery?.id ?? thread.latest?.id;
  const row: TableEntity<ThreadColumns> = {
    partitionKey,
    rowKey: key('t', incident),
    at: told.at,
    ...(latest !== undefined && { latest }),
  };
  const last = { partitionKey, rowKey: `${key('o', incident)}|${subjectOf(change)}`, ...told, tenant: change.tenant };
  const actions: TransactionAction[] = [
    thread.etag === undefined ? ['create', row] : ['update', row, 'Replace', { etag: thread.etag }],
    ['upsert', last satisfies TableEntity<LastToldColumns>, 'Replace'],
  ];
  if (delivery !== undefined) {
    const part = { tenant: change.tenant, told: JSON.stringify({ ...change, incident }) } satisfies PartColumns;
    const before = thread.latest?.id === delivery.id ? thread.latest : undefined;
    actions.push(
      ['upsert', { partitionKey, rowKey: key('c', delivery.id, hashOf(change.id)), ...part }, 'Replace'],
      ...deliveryActions(partitionKey, before, delivery),
    );
  }
  try {
    await Deliveries.submitTransaction(actions);
    return true;
  } catch (error) {
    if (isLostRace(error) || isNotFound(error)) return false;
    throw error;
  }
}

async function rowAt<Columns extends object>(table: Tables['Deliveries'], partitionKey: string, rowKey: string) {
  try {
    return await table.getEntity<Columns>(partitionKey, rowKey);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
