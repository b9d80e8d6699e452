import { odata, type TableEntity } from '@azure/data-tables';
import type { ChannelAddress } from './channel-table.js';
import { key } from './keys.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

/**
 * The channels to which something is to be sent, in the table `Outbox`, so that whoever sends need not look at all of them.
 *
 *   PartitionKey    RowKey
 *   channels        {id}
 *
 * A channel is marked before something is written for it. The mark is taken off when nothing is left, and only when it has stood for a while: whoever set
 * it has written by then.
 */

/** How long whoever marks a channel may take to write what is to be sent. */
export const MARK_MILLISECONDS = 2 * 60_000;

/** A channel to which something is to be sent, or was. */
export interface PendingChannel extends ChannelAddress {
  /** Milliseconds since 1970. */
  readonly markedAt: number;
  readonly etag: string;
}

const PARTITION = 'channels';

type PendingColumns = { tenant?: string; markedAt: string };

/** Marks a channel: something is written for it next. */
export async function markPending({ Outbox }: Tables, { id, tenant }: ChannelAddress, now: Date): Promise<void> {
  const row: TableEntity<PendingColumns> = {
    ...{ partitionKey: PARTITION, rowKey: key(id), markedAt: now.toISOString() },
    ...(tenant !== null && { tenant }),
  };
  await Outbox.upsertEntity(row, 'Replace');
}

/** The marked channels. */
export async function pendingChannels({ Outbox }: Tables): Promise<readonly PendingChannel[]> {
  const channels: PendingChannel[] = [];
  const rows = Outbox.listEntities<PendingColumns>({ queryOptions: { filter: odata`PartitionKey eq ${PARTITION}` } });
  for await (const { rowKey: id = '', tenant = null, markedAt, etag } of rows)
    channels.push({ id, tenant, markedAt: Date.parse(markedAt), etag });
  return channels;
}

/** Takes a mark off, if it has stood long enough and nobody has set it anew. */
export async function unmark({ Outbox }: Tables, { id, markedAt, etag }: PendingChannel, now: Date): Promise<void> {
  if (now.getTime() - markedAt < MARK_MILLISECONDS) return;
  try {
    await Outbox.deleteEntity(PARTITION, key(id), { etag });
  } catch (error) {
    if (!isNotFound(error) && !isLostRace(error)) throw error;
  }
}
