import type { LogRecord } from '../log/record.js';
import type { ErrorText } from './error-text/error-text.js';
import { parseErrorText } from './error-text/parse-error-text.js';
import { perSession } from './facts/per-session.js';
import { replyText } from './facts/reply.js';
import type { Scene } from './facts/scene.js';
import type { SessionFacts } from './facts/session-facts.js';

/** What the Front End says of the connection that it made, or could not make, for Transport. */
export interface OnwardFailure {
  readonly error: ErrorText;
  readonly evidence: readonly LogRecord[];
  /** Its remote is the host that the Front End tried; the one of the session is the Front End, which is not at fault. */
  readonly scene: Scene;
}

/**
 * Where a connector sends by way of the Front End (FrontendProxyEnabled), Transport's own log shows none of the conversation with the remote
 * host, only the refusal of XPROXYTO: `450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 …'`.
 */
export const onwardFailureIn = perSession((session) => (session.direction === 'send' ? readOnwardFailure(session) : undefined));

function readOnwardFailure({ direction, connector, commands, refusals, endedAt }: SessionFacts): OnwardFailure | undefined {
  const asked = commands.findLast(({ verb }) => verb === 'XPROXYTO');
  // The excerpt may begin behind the request.
  const reply = asked?.reply ?? refusals.find(({ text }) => /\bProxy session setup failed on Frontend\b/i.test(text));
  if (reply === undefined || reply.code < 400) return undefined;
  const error = parseErrorText(replyText(reply));
  const evidence = [asked?.record, reply.record].filter((record): record is LogRecord => record !== undefined);
  return { error, evidence, scene: { direction, connector, remote: error.endpoint, endedAt } };
}
