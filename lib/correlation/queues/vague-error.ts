import type { Explanation } from '../../diagnosis/explain.js';

/** What Exchange writes for nearly anything: the network, DNS, and a TLS handshake that failed on its own side. */
const VAGUE_STATUS: ReadonlySet<string> = new Set(['4.2.1', '4.4.0', '4.4.1', '4.4.2']);

/** The rule that knows the text only to say that it tells nothing. */
const VAGUE_RULE = 'connect-unable-421-421';

/**
 * Whether an error text leaves open what failed. `421 4.4.1 Connection timed out` stood over a certificate that was not enabled for SMTP;
 * with a Winsock code or a Schannel status in it, or a text that a rule knows, it is precise.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/mailflow/outbound-email-messages-are-not-sent
 */
export function isVague({ error: { code, status, winsock, cause }, found }: Explanation): boolean {
  if (found !== undefined) return found.rule.id === VAGUE_RULE;
  if (winsock !== undefined || cause !== undefined) return false;
  return code !== undefined && code >= 400 && code < 500 && (status === undefined || VAGUE_STATUS.has(status));
}
