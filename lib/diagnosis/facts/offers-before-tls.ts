import type { Offers } from './offers.js';
import type { SessionFacts } from './session-facts.js';

/**
 * What the answering side offered before TLS. After TLS, STARTTLS is never offered again, so an excerpt that does not show its greeting
 * proves nothing and gives `undefined`; likewise an answer that the end of the file cut.
 */
export function offersBeforeTls({
  greeting,
  offers,
  startTls,
  tls,
  session: { records },
}: Pick<SessionFacts, 'greeting' | 'offers' | 'startTls' | 'tls' | 'session'>): Offers | undefined {
  const first = offers[0];
  if (greeting === undefined || first === undefined) return undefined;
  const answered = records.indexOf(first.reply.record);
  const encrypted = [startTls?.record, tls?.record].some((record) => record !== undefined && records.indexOf(record) < answered);
  return encrypted ? undefined : first;
}
