import type { Channel } from '../store/channel-table.js';
import type { Notice } from './notice.js';
import type { PostWebhook, Posted } from './post-webhook.js';
import { render } from './render.js';
import { signatureHeaders } from './signature.js';

/** Sends a notice to a channel, once: in its format, signed by its secret. */
export function sendNotice(post: PostWebhook, channel: Channel, notice: Notice, now: Date): Promise<Posted> {
  const { format, url, secret, formerSecret } = channel;
  const body = render(format, notice);
  const isFormerGood = formerSecret !== null && Date.parse(formerSecret.until) > now.getTime();
  const signature = signatureHeaders(notice.id, body, [secret, ...(isFormerGood ? [formerSecret.secret] : [])], now);
  return post(url, { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Mailflow', ...signature }, body);
}
