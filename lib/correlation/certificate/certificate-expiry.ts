import { day } from '../../diagnosis/words.js';
import type { Judgement } from '../judgement.js';
import { shortThumbprint } from '../phrases.js';
import type { CertificateStanding } from './certificate-standing.js';

/**
 * Whether the certificate had expired when the failure was last seen, never whether it has by today. Exchange still uses an expired one, so
 * expiry need not be the reason of a failed handshake; but nothing else is worth mending before it is renewed.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/mail-routing/inbound-starttls-certificates-selection (event 12016)
 */
export function certificateExpiry({ thumbprint, notAfter, sources }: CertificateStanding, failedAt: number): Judgement | undefined {
  if (notAfter === undefined || Number.isNaN(failedAt)) return undefined;
  const expired = failedAt > notAfter;
  return {
    likelihood: expired ? 'likely' : 'excluded',
    why: expired
      ? `Certificate ${shortThumbprint(thumbprint)} expired on ${day(notAfter)}, before the failure of ${day(failedAt)}.`
      : `Certificate ${shortThumbprint(thumbprint)} is valid until ${day(notAfter)}, so it had not expired when it failed on ${day(failedAt)}.`,
    toldBy: sources,
  };
}
