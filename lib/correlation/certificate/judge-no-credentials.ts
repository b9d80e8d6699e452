import { lastFailureOf } from '../failure.js';
import { NOTHING_TO_SAY, type Judge, type Judgement } from '../judgement.js';
import { shortThumbprint } from '../phrases.js';
import { citation, collectedAfter } from '../told-by.js';
import { absentCertificate } from './absent-certificate.js';
import { certificateExpiry } from './certificate-expiry.js';
import { renewCertificate } from './certificate-remedies.js';
import { certificateStanding, type CertificateStanding } from './certificate-standing.js';
import { keylessCertificate } from './keyless-certificate.js';
import { renewedCertificate } from './renewed-certificate.js';

/** Whether the private key is missing, or there and unusable. */
export const judgeNoCredentials: Judge = (failure, inventory) => {
  const standing = certificateStanding(failure, inventory);
  if (standing === undefined) return NOTHING_TO_SAY;
  const failedAt = lastFailureOf(failure);
  // This rule has no cause about services or rights: what is said of them stays out.
  const judged = absentCertificate(standing, failedAt) ?? keylessCertificate(standing) ?? keyIsThere(standing, failedAt);
  const causes = new Map([...judged].filter(([id]) => RELEVANT.has(id)));
  const expiry = certificateExpiry(standing, failedAt);
  if (expiry !== undefined) causes.set('certificate-expired', expiry);
  return expiry?.likelihood === 'likely'
    ? { causes, remedy: renewCertificate(failure, renewedCertificate(failure, inventory)) }
    : { causes };
};

const RELEVANT: ReadonlySet<string> = new Set(['no-private-key', 'private-key-unreadable', 'certificate-not-on-server']);

function keyIsThere({ thumbprint, stored, listed, hasPrivateKey }: CertificateStanding, failedAt: number): ReadonlyMap<string, Judgement> {
  const source = stored.found === true ? stored : listed;
  if (hasPrivateKey !== true || source.found !== true) return new Map();
  const toldBy = [source.toldBy];
  const said = `Certificate ${shortThumbprint(thumbprint)} has a private key ${citation(source.toldBy)}`;
  const failedSince = collectedAfter(source.toldBy, failedAt) === false;
  return new Map<string, Judgement>([
    [
      'no-private-key',
      failedSince
        ? { likelihood: 'excluded', why: `${said}, and it failed afterwards all the same.`, toldBy }
        : { likelihood: 'possible', why: `${said}. It may have got it after the failure: then the next session succeeds.`, toldBy },
    ],
    ['private-key-unreadable', { likelihood: 'likely', why: `${said}: if it goes on failing, Exchange cannot read the key.`, toldBy }],
  ]);
}
