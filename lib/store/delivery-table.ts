import { odata } from '@azure/data-tables';
import { timeWord } from './change-table.js';
import type { ChannelAddress } from './channel-table.js';
import {
  deliveryActions,
  deliveryIn,
  deliveryKey,
  listedAs,
  partitionOf,
  toldIn,
  type Delivery,
  type DeliveryColumns,
  type DeliveryState,
  type NotifiedChange,
  type PartColumns,
  type StoredDelivery,
} from './delivery-row.js';
import { afterKey, key } from './keys.js';
import { newestFirst } from './newest-first.js';
import { pageIn, rowsAnAnswer, rowsIn, type Page } from './page.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { deleteAll, deleteUnchanged, KEYS } from './transactions.js';

/** Ids of deliveries that are to be sent by now, those that wait longest first. */
export async function dueDeliveries({ Deliveries }: Tables, channel: ChannelAddress, now: Date, limit: number): Promise<readonly string[]> {
  const begin = listedAs('pending');
  const range = { partitionKey: partitionOf(channel), from: begin, before: `${begin}|${timeWord(now.getTime() + 1)}` };
  const ids: string[] = [];
  for await (const row of rowsIn<DeliveryColumns>(Deliveries, range, limit)) {
    ids.push(deliveryIn(row).id);
    if (ids.length === limit) break;
  }
  return ids;
}

/** Whether there is anything that is to be sent, now or later. */
export async function hasPending(tables: Tables, channel: ChannelAddress): Promise<boolean> {
  return (await pageOfDeliveries(tables, channel, { state: 'pending', limit: 1 })).items.length > 0;
}

/** The delivery of a channel with this id, or `undefined`. */
export async function findDelivery({ Deliveries }: Tables, channel: ChannelAddress, id: string): Promise<StoredDelivery | undefined> {
  try {
    const row = await Deliveries.getEntity<DeliveryColumns>(partitionOf(channel), deliveryKey(id));
    return { ...deliveryIn(row), channel, etag: row.etag };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The changes that a delivery tells, oldest first. A tenant that was deleted has taken its own with it. */
export async function changesOf({ Deliveries }: Tables, channel: ChannelAddress, id: string): Promise<readonly NotifiedChange[]> {
  const begin = key('c', id);
  const changes: NotifiedChange[] = [];
  const range = { partitionKey: partitionOf(channel), from: `${begin}|`, before: afterKey(begin) };
  for await (const row of rowsIn<PartColumns>(Deliveries, range, rowsAnAnswer(1, true))) changes.push(toldIn(row));
  return changes.sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
}

/** Puts a delivery in its own place as it is now. @returns it, or `undefined` when somebody else has changed it since it was read */
export async function changeDelivery(
  { Deliveries }: Tables,
  before: StoredDelivery,
  change: Partial<Omit<Delivery, 'id'>>,
): Promise<StoredDelivery | undefined> {
  const { channel, etag, ...known } = before;
  const after: Delivery = { ...known, ...change };
  try {
    const { getResponseForEntity } = await Deliveries.submitTransaction(deliveryActions(partitionOf(channel), { ...known, etag }, after));
    return { ...after, channel, etag: getResponseForEntity(deliveryKey(after.id))?.etag ?? '' };
  } catch (error) {
    if (isLostRace(error) || isNotFound(error)) return undefined;
    throw error;
  }
}

/** Forgets a delivery, with the changes that it tells. */
export async function forgetDelivery(tables: Tables, channel: ChannelAddress, id: string): Promise<void> {
  const delivery = await findDelivery(tables, channel, id);
  const begin = key('c', id);
  await deleteRange(tables, channel, `${begin}|`, afterKey(begin));
  if (delivery !== undefined) await deleteAll(tables.Deliveries, rowsOf(delivery));
}

function rowsOf({ channel, etag, ...delivery }: StoredDelivery) {
  const partitionKey = partitionOf(channel);
  return deliveryActions(partitionKey, { ...delivery, etag }, delivery).map(([, row]) => ({ partitionKey, rowKey: row.rowKey }));
}

/** The deliveries of a channel that stand so, those to be sent by when they are, the rest newest first. */
export function pageOfDeliveries(
  { Deliveries }: Tables,
  channel: ChannelAddress,
  { state, after, limit }: { readonly state: DeliveryState; readonly after?: string | undefined; readonly limit: number },
): Promise<Page<Delivery>> {
  const begin = listedAs(state);
  const range = { partitionKey: partitionOf(channel), from: begin, before: afterKey(begin), after };
  return pageIn<DeliveryColumns, Delivery>(Deliveries, range, { limit, isFiltered: false, itemOf: deliveryIn });
}

/** Forgets what was sent, or given up, before this moment, and what the channel was told so long ago that it is over. */
export async function trimDeliveries(tables: Tables, channel: ChannelAddress, before: Date, limit: number): Promise<void> {
  for (const state of ['sent', 'dead'] as const) {
    const begin = listedAs(state);
    const range = { partitionKey: partitionOf(channel), from: `${begin}|${newestFirst(before.getTime())}`, before: afterKey(begin) };
    const old: string[] = [];
    for await (const row of rowsIn<DeliveryColumns>(tables.Deliveries, range, limit)) {
      old.push(deliveryIn(row).id);
      if (old.length === limit) break;
    }
    for (const id of old) await forgetDelivery(tables, channel, id);
  }
  for (const [begin, isOver] of [
    [key('o'), ' and isOpen eq false'],
    [key('t'), ''],
  ] as const) {
    const range = odata`PartitionKey eq ${partitionOf(channel)} and RowKey ge ${begin} and RowKey lt ${afterKey(begin)}`;
    const filter = `${range} and ${odata`at lt ${before.toISOString()}`}${isOver}`;
    await deleteUnchanged(tables.Deliveries, tables.Deliveries.listEntities({ queryOptions: { filter, select: [...KEYS] } }));
  }
}

/** Forgets all that was ever sent to a channel, and is to be. */
export function forgetAllDeliveries(tables: Tables, channel: ChannelAddress): Promise<void> {
  return deleteRange(tables, channel, '', '~');
}

async function deleteRange({ Deliveries }: Tables, channel: ChannelAddress, from: string, before: string): Promise<void> {
  const partitionKey = partitionOf(channel);
  const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${before}`;
  const keys: { partitionKey: string; rowKey: string }[] = [];
  for await (const { rowKey = '' } of Deliveries.listEntities({ queryOptions: { filter, select: ['RowKey'] } }))
    keys.push({ partitionKey, rowKey });
  await deleteAll(Deliveries, keys);
}
