import { isIP } from 'node:net';
import type { Refusal } from '../../reply-rule.js';

/** What may be an address, IPv4 or IPv6, in a sentence. */
const CANDIDATE = /[0-9a-f]{0,4}[.:][0-9a-f.:]{3,44}/gi;

/**
 * The address that a refusal names: ours as the world sees it, behind the NAT, which our own log shows nowhere else. The other side writes it,
 * so only a valid address is taken.
 */
export function refusedAddress({ text }: Pick<Refusal, 'text'>): string | undefined {
  return Array.from(text.matchAll(CANDIDATE), ([candidate]) => candidate.replace(/[.:]$/, '')).find((candidate) => isIP(candidate) !== 0);
}
