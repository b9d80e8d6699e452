import { lastFailureOf } from '../failure.js';
import { NOTHING_TO_SAY, type Judge } from '../judgement.js';
import { absentCertificate } from './absent-certificate.js';
import { certificateExpiry } from './certificate-expiry.js';
import { bringPrivateKey, renewCertificate } from './certificate-remedies.js';
import { certificateStanding } from './certificate-standing.js';
import { keylessCertificate } from './keyless-certificate.js';
import { renewedCertificate } from './renewed-certificate.js';
import { judgeSmtpService } from './smtp-service.js';

/** Why Exchange may not use its certificate: it is not there, has no key, has expired, or was never enabled for SMTP. */
export const judgeUnknownCredentials: Judge = (failure, inventory, circumstances) => {
  const standing = certificateStanding(failure, inventory);
  if (standing === undefined) return NOTHING_TO_SAY;
  const failedAt = lastFailureOf(failure);
  const causes = new Map(
    absentCertificate(standing, failedAt) ?? keylessCertificate(standing) ?? judgeSmtpService(standing, failedAt, circumstances),
  );
  const expiry = certificateExpiry(standing, failedAt);
  if (expiry !== undefined) causes.set('certificate-expired', expiry);

  if (expiry?.likelihood === 'likely') return { causes, remedy: renewCertificate(failure, renewedCertificate(failure, inventory)) };
  if (standing.hasPrivateKey === false) return { causes, remedy: bringPrivateKey(failure, standing.thumbprint) };
  return { causes };
};
