import { odata, type TableEntity } from '@azure/data-tables';
import { key } from './keys.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

/**
 * Channels: where notifications go. They are few, and all stand in one partition of the table `Notifications`, so that one query gives them.
 *
 *   PartitionKey    RowKey
 *   channels        {id}
 */

/** What a channel's other end understands. */
export const CHANNEL_FORMATS = ['generic', 'teams', 'slack', 'ticket'] as const;
export type ChannelFormat = (typeof CHANNEL_FORMATS)[number];

/** Where a channel's rows are: one of a tenant stands with the tenant. */
export interface ChannelAddress {
  readonly id: string;
  /** `null` for one of the MSP's own, which takes what concerns any tenant. */
  readonly tenant: string | null;
}

/** Somewhere that notifications go to. */
export interface Channel extends ChannelAddress {
  readonly name: string;
  readonly format: ChannelFormat;
  /** A secret where the other end asks for no more, as chat services do: never shown or logged whole. */
  readonly url: string;
  /** By which what is sent is signed. */
  readonly secret: string;
  /** The one before, by which is signed, too, until its end: the other end needs a while to learn the new one. */
  readonly formerSecret: { readonly secret: string; readonly until: string } | null;
  /** Nothing is sent to one that is not. */
  readonly enabled: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly createdBy: string;
}

export interface StoredChannel extends Channel {
  readonly etag: string;
}

/** What can be changed of a channel. */
export type ChannelChange = Partial<Pick<Channel, 'name' | 'url' | 'enabled' | 'secret' | 'formerSecret'>>;

const PARTITION = 'channels';

type ChannelColumns = Omit<Channel, 'id' | 'tenant' | 'formerSecret'> & { tenant?: string; formerSecret?: string };

/** Adds a channel. */
export async function createChannel({ Notifications }: Tables, { id, tenant, ...channel }: Channel): Promise<void> {
  const row: TableEntity<ChannelColumns> = {
    ...{ partitionKey: PARTITION, rowKey: key(id) },
    ...columnsOf(channel),
    ...(tenant !== null && { tenant }),
  };
  await Notifications.createEntity(row);
}

/** All channels, by id. */
export async function listChannels({ Notifications }: Tables): Promise<readonly StoredChannel[]> {
  const channels: StoredChannel[] = [];
  const rows = Notifications.listEntities<ChannelColumns>({ queryOptions: { filter: odata`PartitionKey eq ${PARTITION}` } });
  for await (const row of rows) channels.push(storedChannel(row.rowKey ?? '', row));
  return channels;
}

/** The channel with this id, or `undefined`. */
export async function findChannel({ Notifications }: Tables, id: string): Promise<StoredChannel | undefined> {
  try {
    return storedChannel(id, await Notifications.getEntity<ChannelColumns>(PARTITION, key(id)));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Changes a channel. @param etag of the channel as it was seen, if it must not have changed since */
export async function changeChannel(
  { Notifications }: Tables,
  id: string,
  change: ChannelChange,
  etag = '*',
): Promise<'done' | 'not-found' | 'changed-meanwhile'> {
  try {
    await Notifications.updateEntity({ partitionKey: PARTITION, rowKey: key(id), ...columnsOf(change) }, 'Merge', { etag });
    return 'done';
  } catch (error) {
    if (isNotFound(error)) return 'not-found';
    if (isLostRace(error)) return 'changed-meanwhile';
    throw error;
  }
}

/** Forgets a channel. @returns whether there was one. */
export async function deleteChannel({ Notifications }: Tables, id: string): Promise<boolean> {
  try {
    await Notifications.deleteEntity(PARTITION, key(id));
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function columnsOf<Change extends ChannelChange>({ formerSecret, ...change }: Change) {
  return { ...change, ...(formerSecret !== undefined && { formerSecret: JSON.stringify(formerSecret) }) };
}

function storedChannel(id: string, row: ChannelColumns & { readonly etag?: string }): StoredChannel {
  const { tenant = null, name, format, url, secret, formerSecret, enabled, createdAt, createdBy, etag = '' } = row;
  const former = formerSecret === undefined ? null : (JSON.parse(formerSecret) as Channel['formerSecret']);
  return { id, tenant, name, format, url, secret, formerSecret: former, enabled, createdAt, createdBy, etag };
}
