import { z } from 'zod';
import { CHANNEL_FORMATS, findChannel, type ChannelAddress, type StoredChannel } from '../store/channel-table.js';
import type { Tables } from '../store/tables.js';
import type { CallerOf } from '../tenants/caller.js';
import { maySee } from './access.js';
import { time } from './parts-schema.js';
import { Problem } from './problem.js';

/** Of a channel; random, so nobody guesses another's. */
export const channelId = z.string().regex(/^[0-9a-f]{12}$/, 'as the list of channels has it');

export const channelName = z.string().trim().min(1).max(100);

export const channelUrl = z
  .url({ protocol: /^https$/, error: 'is an address that begins with https://' })
  .max(2_000)
  .describe('where it is sent to; never shown again, since chat services hide a secret in it');

export const channelSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    tenant: z.string().nullable().describe('whose it is; null for one that takes what concerns any tenant'),
    name: z.string(),
    format: z.enum(CHANNEL_FORMATS),
    host: z.string().describe('of the address that it is sent to'),
    enabled: z.boolean(),
    createdAt: time,
    createdBy: z.string(),
  })
  .meta({ id: 'Channel', description: 'where notifications go; its address and its secret are not shown' });

export function channelResource({ id, tenant, name, format, url, enabled, createdAt, createdBy }: Omit<StoredChannel, 'etag'>) {
  return { id, url: `/api/v1/channels/${id}`, tenant, name, format, host: new URL(url).host, enabled, createdAt, createdBy };
}

/** Whether a channel is the caller's: one of the MSP's own is for whoever sees all tenants. */
export function maySeeChannel(caller: Pick<CallerOf<'query'>, 'tenants'>, { tenant }: Pick<ChannelAddress, 'tenant'>): boolean {
  return tenant === null ? caller.tenants === '*' : maySee(caller, tenant);
}

/** A channel of the caller's. @throws {Problem} not-found, also for what is not the caller's */
export async function ownChannel(tables: Tables, caller: CallerOf<'query'>, id: string): Promise<StoredChannel> {
  const channel = await findChannel(tables, id);
  if (channel === undefined || !maySeeChannel(caller, channel))
    throw new Problem('not-found', `There is no channel “${id}”, or this token may not see it.`);
  return channel;
}
