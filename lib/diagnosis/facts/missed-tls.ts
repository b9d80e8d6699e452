import type { LogRecord } from '../../log/record.js';
import { offersBeforeTls } from './offers-before-tls.js';
import { peerKind } from './peer.js';
import type { SessionFacts } from './session-facts.js';

/** How a session that was to have TLS ended without it, and without mail. */
export interface MissedTls {
  /** `not-offered` in the answer to EHLO; `refused` when asked for; or `left` after the other side had agreed, with no word on the handshake. */
  readonly how: 'not-offered' | 'refused' | 'left';
  /** The answer that says so. */
  readonly record: LogRecord;
}

/** Commands after which nothing of a message has been sent. */
const BEFORE_MAIL: ReadonlySet<string> = new Set(['EHLO', 'HELO', 'STARTTLS', 'QUIT']);

/**
 * That TLS was missed where no row tells of a handshake. We connect to hand mail over, so a session of ours that ends without MAIL because TLS is not to
 * be had has failed. Clients come for many reasons; only of Exchange Online is it known that it came with mail.
 */
export function missedTls(
  session: Pick<SessionFacts, 'direction' | 'greeting' | 'offers' | 'startTls' | 'tls' | 'commands' | 'closing' | 'remote' | 'session'>,
): MissedTls | undefined {
  const { direction, startTls, tls, commands, closing, remote } = session;
  if (closing === undefined || tls !== undefined || !commands.every(({ verb }) => BEFORE_MAIL.has(verb))) return undefined;
  if (direction === 'receive' && peerKind(remote) !== 'exchange-online') return undefined;
  const answer = startTls?.reply;
  if (answer !== undefined && answer.code >= 400) return { how: 'refused', record: answer.record };
  if (answer?.code === 220 && commands.at(-1)?.record === startTls?.record) return { how: 'left', record: answer.record };
  const offers = startTls === undefined ? offersBeforeTls(session) : undefined;
  // Whoever came with the mail leaves. In a receive log the server closes after the other side's QUIT.
  const leftByClient = closing.by === (direction === 'send' ? 'us' : 'them') || commands.some(({ verb }) => verb === 'QUIT');
  if (offers === undefined || !leftByClient || offers.extensions.has('STARTTLS') || offers.extensions.has('X-ANONYMOUSTLS'))
    return undefined;
  return { how: 'not-offered', record: offers.reply.record };
}
