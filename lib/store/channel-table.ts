import type { TableEntity } from '@azure/data-tables';
import { changed, type Changed } from './changed.js';
import { deleteSetting, findSetting, listSettings, settingKey } from './notification-settings.js';
import type { Tables } from './tables.js';

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

type ChannelColumns = Omit<Channel, 'id' | 'tenant' | 'formerSecret'> & { tenant?: string; formerSecret?: string };

/** Adds a channel. */
export async function createChannel({ Notifications }: Tables, { id, tenant, ...channel }: Channel): Promise<void> {
  const row: TableEntity<ChannelColumns> = {
    ...settingKey('channels', id),
    ...columnsOf(channel),
    ...(tenant !== null && { tenant }),
  };
  await Notifications.createEntity(row);
}

/** All channels, by id. */
export async function listChannels(tables: Tables): Promise<readonly StoredChannel[]> {
  return (await listSettings<ChannelColumns>(tables, 'channels')).map(([id, row]) => storedChannel(id, row));
}

/** The channel with this id, or `undefined`. */
export async function findChannel(tables: Tables, id: string): Promise<StoredChannel | undefined> {
  const row = await findSetting<ChannelColumns>(tables, 'channels', id);
  return row && storedChannel(id, row);
}

/** Changes a channel. @param etag of the channel as it was seen, if it must not have changed since */
export async function changeChannel({ Notifications }: Tables, id: string, change: ChannelChange, etag = '*'): Promise<Changed> {
  return changed(Notifications.updateEntity({ ...settingKey('channels', id), ...columnsOf(change) }, 'Merge', { etag }));
}

/** Forgets a channel. @param etag of the channel as it was seen, if it must not have changed since */
export function deleteChannel(tables: Tables, id: string, etag?: string) {
  return deleteSetting(tables, 'channels', id, etag);
}

function columnsOf<Change extends ChannelChange>({ formerSecret, ...change }: Change) {
  return { ...change, ...(formerSecret !== undefined && { formerSecret: JSON.stringify(formerSecret) }) };
}

function storedChannel(id: string, row: ChannelColumns & { readonly etag?: string }): StoredChannel {
  const { tenant = null, name, format, url, secret, formerSecret, enabled, createdAt, createdBy, etag = '' } = row;
  const former = formerSecret === undefined ? null : (JSON.parse(formerSecret) as Channel['formerSecret']);
  return { id, tenant, name, format, url, secret, formerSecret: former, enabled, createdAt, createdBy, etag };
}
