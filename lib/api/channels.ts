import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { TENANT_ID } from '../contract/names.js';
import { makeSecret } from '../notify/signature.js';
import { CHANNEL_FORMATS, changeChannel, createChannel, deleteChannel, listChannels } from '../store/channel-table.js';
import { forgetAllDeliveries } from '../store/delivery-table.js';
import { findTenant } from '../store/tenant-table.js';
import { ADMIN, maySee, READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { channelId, channelName, channelResource, channelSchema, channelUrl, maySeeChannel, ownChannel } from './channel-schema.js';
import { changedMeanwhile } from './etag.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

/** All of them are read in one query whenever something is told. */
const MAX_CHANNELS = 500;
const MAX_CHANNELS_OF_A_TENANT = 20;

const params = { channel: channelId };

/** The channels that are the caller's. */
export const listChannelsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/channels',
  operationId: 'listChannels',
  tag: 'notifications',
  summary: 'Channels: where notifications go',
  access: READER,
  answer: z.object({ channels: z.array(channelSchema) }).meta({ id: 'Channels' }),
  async handle({ caller }, { tables }: Doorkeeper) {
    const channels = (await listChannels(tables)).filter((channel) => maySeeChannel(caller, channel));
    return { json: { channels: channels.map(channelResource) } };
  },
});

/** One channel. */
export const readChannelRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/channels/{channel}',
  operationId: 'readChannel',
  tag: 'notifications',
  summary: 'One channel',
  access: READER,
  params,
  answer: channelSchema,
  async handle({ caller, params: { channel } }, { tables }: Doorkeeper) {
    const { etag, ...found } = await ownChannel(tables, caller, channel);
    return { json: channelResource(found), etag };
  },
});

/** Adds a channel. */
export const createChannelRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/channels',
  operationId: 'createChannel',
  tag: 'notifications',
  summary: 'Adds a channel; its secret, by which all that it gets is signed, is shown this once',
  description: 'Nothing goes there until a policy names it. Its address has to be public, unless the app’s settings allow others.',
  access: ADMIN,
  audit: 'channel.created',
  body: z
    .strictObject({
      name: channelName,
      format: z.enum(CHANNEL_FORMATS),
      url: channelUrl,
      tenant: z.string().regex(TENANT_ID.pattern, TENANT_ID.says).nullable().default(null),
    })
    .meta({ id: 'NewChannel' }),
  status: 201,
  answer: channelSchema
    .extend({ secret: z.string().describe('whsec_…, for the Standard Webhooks libraries') })
    .meta({ id: 'CreatedChannel' }),
  async handle({ caller, body }, { tables, now }: Doorkeeper) {
    const { tenant } = body;
    if (tenant === null && caller.tenants !== '*')
      throw new Problem('forbidden', 'This token is for some tenants. Name the tenant whose channel it is to be.');
    if (tenant !== null && (!maySee(caller, tenant) || (await findTenant(tables, tenant)) === undefined))
      throw new Problem('invalid-request', `“tenant”: there is no tenant “${tenant}”, or this token may not see it.`);
    const channels = await listChannels(tables);
    if (
      channels.length >= MAX_CHANNELS ||
      (tenant !== null && channels.filter((one) => one.tenant === tenant).length >= MAX_CHANNELS_OF_A_TENANT)
    )
      throw new Problem(
        'too-many-open',
        `There are ${MAX_CHANNELS} channels, or ${MAX_CHANNELS_OF_A_TENANT} of this tenant. Delete one that is not needed.`,
      );
    const channel = {
      ...body,
      id: randomBytes(6).toString('hex'),
      secret: makeSecret(),
      formerSecret: null,
      enabled: true,
      createdAt: now().toISOString(),
      createdBy: caller.actor.id,
    };
    await createChannel(tables, channel);
    const json = channelResource(channel);
    return {
      json: { ...json, secret: channel.secret },
      audited: { tenant, target: json.id, detail: { name: json.name, format: json.format, host: json.host } },
    };
  },
});

/** Changes a channel. */
export const changeChannelRoute = declareRoute({
  method: 'PATCH',
  path: '/api/v1/channels/{channel}',
  operationId: 'changeChannel',
  tag: 'notifications',
  summary: 'Changes a channel’s name or address, or lets it rest; what is left out stays',
  access: ADMIN,
  audit: 'channel.changed',
  params,
  body: z
    .strictObject({ name: channelName.optional(), url: channelUrl.optional(), enabled: z.boolean().optional() })
    .meta({ id: 'ChannelChange' }),
  answer: channelSchema,
  async handle({ caller, params: { channel: id }, body: { name, url, enabled }, ifMatch }, { tables }: Doorkeeper) {
    const { tenant } = await ownChannel(tables, caller, id);
    const change = { ...(name !== undefined && { name }), ...(url !== undefined && { url }), ...(enabled !== undefined && { enabled }) };
    if ((await changeChannel(tables, id, change, ifMatch)) !== 'done') throw changedMeanwhile(id);
    const { etag, ...changed } = await ownChannel(tables, caller, id);
    const json = channelResource(changed);
    return { json, etag, audited: { tenant, detail: { name, enabled, ...(url !== undefined && { host: json.host }) } } };
  },
});

/** Deletes a channel, with all that was sent there and is to be. */
export const deleteChannelRoute = declareRoute({
  method: 'DELETE',
  path: '/api/v1/channels/{channel}',
  operationId: 'deleteChannel',
  tag: 'notifications',
  summary: 'Deletes a channel, with all that was sent there and is to be',
  access: ADMIN,
  audit: 'channel.deleted',
  params,
  answer: z.object({ deleted: z.string() }).meta({ id: 'DeletedChannel' }),
  async handle({ caller, params: { channel: id }, ifMatch }, { tables }: Doorkeeper) {
    const channel = await ownChannel(tables, caller, id);
    if ((await deleteChannel(tables, id, ifMatch)) === 'changed-meanwhile') throw changedMeanwhile(id);
    await forgetAllDeliveries(tables, channel);
    return { json: { deleted: id }, audited: { tenant: channel.tenant, detail: { name: channel.name } } };
  },
});
