import type { Judgement } from '../judgement.js';
import { shortThumbprint } from '../phrases.js';
import { citation, collectedAfter } from '../told-by.js';
import type { CertificateStanding } from './certificate-standing.js';

/**
 * The certificate that the session sent is in none of the lists. It was there when it failed, so the lists show another moment or another
 * server: that is a reason to look again, and proves none of the other causes.
 */
export function absentCertificate(
  { thumbprint, listed, stored, sources }: CertificateStanding,
  failedAt: number,
): ReadonlyMap<string, Judgement> | undefined {
  if (listed.found !== false) return undefined;
  if (stored.found === undefined) return keylessOrGone(thumbprint, listed.toldBy);
  if (stored.found) return undefined;
  const after = collectedAfter(listed.toldBy, failedAt);
  const reading =
    after === undefined
      ? 'it was removed since or is new, or the inventory is of another server'
      : after
        ? 'it was removed after the failure, or the inventory is of another server that sends through the same connector'
        : 'it came onto the server after the inventory was taken, or the inventory is of another server';
  return new Map([
    [
      'certificate-not-on-server',
      {
        likelihood: 'likely',
        why: `Certificate ${shortThumbprint(thumbprint)} is neither in Exchange’s list nor in the machine’s store ${citation(listed.toldBy)}: ${reading}.`,
        toldBy: sources,
      },
    ],
  ]);
}

/** Exchange's list leaves out what has no private key; without the machine's store it can't be told from what is not there. */
function keylessOrGone(thumbprint: string, toldBy: CertificateStanding['sources'][number]): ReadonlyMap<string, Judgement> {
  const said = `Get-ExchangeCertificate, which lists only certificates with a private key, does not list ${shortThumbprint(thumbprint)} ${citation(toldBy)}`;
  return new Map<string, Judgement>([
    ['no-private-key', { likelihood: 'likely', why: `${said}: it is on the server without its private key.`, toldBy: [toldBy] }],
    ['certificate-not-on-server', { likelihood: 'possible', why: `${said}: it may have been removed since.`, toldBy: [toldBy] }],
  ]);
}
