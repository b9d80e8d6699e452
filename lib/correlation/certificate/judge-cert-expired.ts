import { day } from '../../diagnosis/words.js';
import { matchCertificate } from '../../inventory/certificate-match.js';
import type { ExchangeCertificate } from '../../inventory/exchange-certificate.js';
import type { Inventory } from '../../inventory/inventory.js';
import { lastFailureOf, type Failure } from '../failure.js';
import { NOTHING_TO_SAY, type Judge, type Judgement } from '../judgement.js';
import { shortThumbprint } from '../phrases.js';
import { citation } from '../told-by.js';
import { toldOfCertificate } from './all-certificates.js';
import { certificateByName } from './certificate-by-name.js';
import { certificateExpiry } from './certificate-expiry.js';
import { renewCertificate } from './certificate-remedies.js';
import { certificateStanding } from './certificate-standing.js';
import { renewedCertificate } from './renewed-certificate.js';

/** Whether our certificate had expired at all, and whether a renewed one lies on the server already, unused. */
export const judgeCertExpired: Judge = (failure, inventory) => {
  const standing = certificateStanding(failure, inventory);
  const expiry = standing && certificateExpiry(standing, lastFailureOf(failure));
  if (expiry === undefined) return NOTHING_TO_SAY;
  if (expiry.likelihood === 'excluded') return { causes: new Map([['our-certificate-expired', expiry]]) };

  const renewed = renewedCertificate(failure, inventory);
  const remedy = renewCertificate(failure, renewed);
  if (renewed === undefined) {
    const why = `${expiry.why} No other certificate on this server has the same subject or all its names.`;
    return { causes: new Map([['our-certificate-expired', { ...expiry, why }]]), remedy };
  }
  return {
    causes: new Map([
      ['our-certificate-expired', expiry],
      ['renewed-certificate-not-used', notUsed(renewed, failure, inventory)],
    ]),
    remedy,
  };
};

function notUsed(renewed: ExchangeCertificate, failure: Failure, inventory: Inventory): Judgement {
  const { thumbprint, notAfter } = renewed;
  const toldBy = toldOfCertificate(inventory, thumbprint);
  const until = notAfter === undefined ? '' : `, valid until ${day(notAfter)},`;
  const said = `Certificate ${shortThumbprint(thumbprint)}${until} has the same subject or names and is on this server already ${toldBy.map(citation).join(' ')}`;
  return { likelihood: 'likely', why: `${said}, but ${whyNot(renewed, failure, inventory)}.`, toldBy };
}

function whyNot(renewed: ExchangeCertificate, failure: Failure, inventory: Inventory): string {
  if (renewed.services?.has('SMTP') === false) return 'is not enabled for SMTP';
  const asked = certificateByName(failure, inventory);
  if (asked?.choice.wanted.by === 'tls-certificate-name' && matchCertificate(asked.choice.wanted, renewed) === 'different') {
    return `the connector’s TlsCertificateName still asks for another issuer or subject ${citation(asked.toldBy)}`;
  }
  return 'the session did not use it: it came after the failure, or the transport service has not taken it over, which a restart makes it do';
}
