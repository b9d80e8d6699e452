import { z } from 'zod';
import { deliveryId } from '../notify/send-deliveries.js';
import { NOTED_CHANGES, SUBJECTS } from '../store/change-table.js';
import { forgetDead, pageOfDead } from '../store/dead-delivery-table.js';
import { DELIVERY_ACTIONS, DELIVERY_STATES, type Delivery, type StoredDelivery } from '../store/delivery-row.js';
import { changeDelivery, changesOf, findDelivery, pageOfDeliveries } from '../store/delivery-table.js';
import { markPending } from '../store/pending-channel-table.js';
import type { Tables } from '../store/tables.js';
import type { CallerOf } from '../tenants/caller.js';
import { OPERATOR, READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { channelId, maySeeChannel, ownChannel } from './channel-schema.js';
import { changedMeanwhile } from './etag.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { nextLinkSchema, severitySchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_DELIVERIES = 100;

const DELIVERY_ID = /^([0-9a-f]{12})-([0-9a-f]{24})$/;
const params = { delivery: z.string().regex(DELIVERY_ID) };

export const deliverySchema = z
  .object({
    id: z.string().describe('what the receiver gets as webhook-id'),
    url: z.string(),
    channel: z.string(),
    state: z.enum(DELIVERY_STATES),
    action: z.enum(DELIVERY_ACTIONS),
    incident: z.string(),
    createdAt: time,
    dueAt: time.describe('when it is sent, or sent again'),
    attempts: z.int().nonnegative(),
    attemptedAt: time.nullable(),
    problem: z.string().nullable().describe('why it did not arrive'),
  })
  .meta({ id: 'Delivery', description: 'a notification on its way to a channel' });

const changeSchema = z
  .object({
    id: z.string(),
    change: z.enum(NOTED_CHANGES),
    subject: z.enum(SUBJECTS),
    subjectId: z.string(),
    tenant: z.string(),
    rule: z.string(),
    severity: severitySchema,
    title: z.string(),
    server: z.string().nullable(),
    connector: z.string().nullable(),
    at: time,
  })
  .meta({ id: 'NotifiedChange' });

const detailSchema = deliverySchema.extend({ changes: z.array(changeSchema) }).meta({ id: 'DeliveryDetail' });

/** Where a page ended: the key of a row of the outbox, or of a channel's list. */
const PLACE = /^[\w|.-]{1,200}$/;

/** What was given up, or what a channel got and is to get. */
export const listDeliveriesRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/deliveries',
  operationId: 'listDeliveries',
  tag: 'notifications',
  summary: 'Notifications that did not arrive and were given up; of one channel also those that did, and those to be sent',
  access: READER,
  query: {
    state: z.enum(DELIVERY_STATES).default('dead'),
    channel: channelId.optional().describe('of this channel; needed for every state but “dead”'),
    after: pageTokenOf(PLACE),
    limit: pageSize(MAX_DELIVERIES, 50),
  },
  answer: z.object({ deliveries: z.array(deliverySchema), nextLink: nextLinkSchema }).meta({ id: 'Deliveries' }),
  async handle({ caller, query: { state, channel, after, limit } }, { tables }: Doorkeeper) {
    if (channel === undefined && state !== 'dead')
      throw new Problem('invalid-request', 'The query’s “channel”: name one; without it, only what is “dead” is listed.');
    const place = after === undefined ? undefined : placeIn(after);
    const { items, next } =
      channel === undefined
        ? await deadOf(tables, caller, { after: place, limit })
        : await ofChannel(tables, caller, channel, { state, after: place, limit });
    const link = nextLink('/api/v1/deliveries', { state, channel, limit, after: next && pageToken(next) }, next !== undefined);
    return { json: { deliveries: [...items], nextLink: link } };
  },
});

interface PageWanted {
  readonly after: string | undefined;
  readonly limit: number;
}

async function deadOf(tables: Tables, caller: CallerOf<'query'>, wanted: PageWanted) {
  const { items, next } = await pageOfDead(tables, { ...wanted, only: (channel) => maySeeChannel(caller, channel) });
  const found = await Promise.all(items.map(({ channel, id }) => findDelivery(tables, channel, id)));
  // A row of the list may be ahead of the delivery, or behind.
  return {
    items: found.flatMap((delivery) => (delivery?.state === 'dead' ? [deliveryResource(delivery.channel.id, delivery)] : [])),
    next,
  };
}

async function ofChannel(
  tables: Tables,
  caller: CallerOf<'query'>,
  id: string,
  wanted: PageWanted & { readonly state: Delivery['state'] },
) {
  const channel = await ownChannel(tables, caller, id);
  const { items, next } = await pageOfDeliveries(tables, channel, wanted);
  return { items: items.map((delivery) => deliveryResource(id, delivery)), next };
}

/** One delivery, with what it tells. */
export const readDeliveryRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/deliveries/{delivery}',
  operationId: 'readDelivery',
  tag: 'notifications',
  summary: 'One notification, with the changes that it tells',
  access: READER,
  params,
  answer: detailSchema,
  async handle({ caller, params: { delivery } }, { tables }: Doorkeeper) {
    return { json: await detailOf(tables, await ownDelivery(tables, caller, delivery)) };
  },
});

/** Sends what was given up again. */
export const replayDeliveryRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/deliveries/{delivery}/replay',
  operationId: 'replayDelivery',
  tag: 'notifications',
  summary: 'Sends a notification that was given up again, within a minute, with the same id',
  access: OPERATOR,
  audit: 'delivery.replayed',
  params,
  status: 202,
  answer: detailSchema,
  async handle({ caller, params: { delivery: asked } }, { tables, now }: Doorkeeper) {
    const delivery = await ownDelivery(tables, caller, asked);
    const { channel, state } = delivery;
    if (state !== 'dead') throw new Problem('invalid-request', `“${asked}” is ${state}; only what was given up can be sent again.`);
    await markPending(tables, channel, now());
    const again = await changeDelivery(tables, delivery, { state: 'pending', attempts: 0, dueAt: now().toISOString() });
    if (again === undefined) throw changedMeanwhile(asked);
    await forgetDead(tables, channel, delivery);
    return { json: await detailOf(tables, again), audited: { tenant: channel.tenant } };
  },
});

async function ownDelivery(tables: Tables, caller: CallerOf<'query'>, asked: string): Promise<StoredDelivery> {
  const [, channel = '', id = ''] = DELIVERY_ID.exec(asked) ?? [];
  const found = await findDelivery(tables, await ownChannel(tables, caller, channel), id);
  if (found === undefined) throw new Problem('not-found', `There is no delivery “${asked}”, or it was long ago.`);
  return found;
}

async function detailOf(tables: Tables, delivery: StoredDelivery) {
  const changes = await changesOf(tables, delivery.channel, delivery.id);
  return {
    ...deliveryResource(delivery.channel.id, delivery),
    changes: changes.map(({ id, change, subject, subjectId, tenant, rule, severity, title, server, connector, at }) => ({
      ...{ id, change, subject, subjectId, tenant, rule, severity, title, server, connector, at },
    })),
  };
}

function deliveryResource(channel: string, { id, state, action, incident, createdAt, dueAt, attempts, attemptedAt, problem }: Delivery) {
  const named = deliveryId({ id: channel }, id);
  return {
    id: named,
    url: `/api/v1/deliveries/${named}`,
    channel,
    state,
    action,
    incident,
    createdAt,
    dueAt,
    attempts,
    attemptedAt,
    problem,
  };
}
