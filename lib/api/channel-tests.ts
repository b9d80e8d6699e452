import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { PostWebhook } from '../notify/post-webhook.js';
import { sendNotice } from '../notify/send-notice.js';
import { makeSecret } from '../notify/signature.js';
import { changeChannel } from '../store/channel-table.js';
import { ADMIN, OPERATOR } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { channelId, ownChannel } from './channel-schema.js';
import { changedMeanwhile } from './etag.js';
import { time } from './parts-schema.js';
import { declareRoute } from './route.js';

/** How long a channel's former secret signs, too: whoever runs the other end reads mail once a day. */
const FORMER_SECRET_HOURS = 24;

/** What trying out a channel works with. */
export interface ChannelTestServices extends Doorkeeper {
  readonly postWebhook: PostWebhook;
  readonly dashboard: string | undefined;
}

/** Sends a test to a channel. */
export const testChannelRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/channels/{channel}/test',
  operationId: 'testChannel',
  tag: 'notifications',
  summary: 'Sends a test to a channel at once, and says what became of it',
  access: OPERATOR,
  audit: 'channel.tested',
  params: { channel: channelId },
  answer: z
    .object({
      arrived: z.boolean(),
      status: z.int().nullable().describe('that the receiver answered; null without an answer'),
      problem: z.string().nullable(),
    })
    .meta({ id: 'ChannelTest' }),
  async handle({ caller, params: { channel: id } }, { tables, now, postWebhook, dashboard }: ChannelTestServices) {
    const channel = await ownChannel(tables, caller, id);
    const at = now();
    const notice = {
      id: `${id}-${randomBytes(12).toString('hex')}`,
      action: 'test',
      incident: 'test',
      at: at.toISOString(),
      changes: [],
      dashboard,
    } as const;
    const posted = await sendNotice(postWebhook, channel, notice, at);
    const json = { arrived: posted.arrived, status: posted.status, problem: posted.arrived ? null : posted.problem };
    return { json, audited: { tenant: channel.tenant, detail: { arrived: posted.arrived } } };
  },
});

/** Gives a channel another secret. */
export const rotateChannelSecretRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/channels/{channel}/rotate-secret',
  operationId: 'rotateChannelSecret',
  tag: 'notifications',
  summary: `Gives a channel another secret, shown this once; for ${FORMER_SECRET_HOURS} hours the former signs, too`,
  access: ADMIN,
  audit: 'channel.secret-rotated',
  params: { channel: channelId },
  answer: z.object({ secret: z.string(), formerUntil: time }).meta({ id: 'RotatedChannelSecret' }),
  async handle({ caller, params: { channel: id }, ifMatch }, { tables, now }: Doorkeeper) {
    const { tenant, secret: former, etag } = await ownChannel(tables, caller, id);
    const until = new Date(now().getTime() + FORMER_SECRET_HOURS * 3_600_000).toISOString();
    const secret = makeSecret();
    if ((await changeChannel(tables, id, { secret, formerSecret: { secret: former, until } }, ifMatch ?? etag)) !== 'done')
      throw changedMeanwhile(id);
    return { json: { secret, formerUntil: until }, audited: { tenant } };
  },
});
