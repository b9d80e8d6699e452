import type { CertificateCandidate, Objection } from '../../inventory/certificate-for.js';
import type { Inventory } from '../../inventory/inventory.js';
import { receiveConnectorOf } from '../connector/connector-of.js';
import { tlsIsSwitchedOff, tlsIsSwitchedOn } from '../connector/tls-mechanism.js';
import type { Failure } from '../failure.js';
import { NOTHING_TO_SAY, type Judge, type Judged, type Judgement } from '../judgement.js';
import { listed, shortThumbprint } from '../phrases.js';
import { citation } from '../told-by.js';
import { toldOfCertificate } from './all-certificates.js';
import { certificateByName, type CertificateByName } from './certificate-by-name.js';
import { faultsOf } from './certificate-faults.js';
import { fillIn } from './certificate-remedies.js';
import { newestOfSubject } from './newest-certificate.js';
import { unreadableName } from './unreadable-name.js';

/**
 * Why a receive connector does not offer STARTTLS: TLS is switched off in its AuthMechanism, or no certificate answers to what it looks for.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/mail-routing/inbound-starttls-certificates-selection
 */
export const judgeStartTlsMissing: Judge = (failure, inventory) => {
  const connector = receiveConnectorOf(failure, inventory);
  if (connector.found !== true) return NOTHING_TO_SAY;
  const { authMechanism } = connector.item;
  if (authMechanism?.has('Tls') === false) return tlsIsSwitchedOff(failure, authMechanism, connector.toldBy);

  const asked = certificateByName(failure, inventory);
  const judged = asked === undefined ? NOTHING_TO_SAY : judgeCertificate(asked, failure, inventory);
  if (authMechanism === undefined) return judged;
  return { ...judged, causes: new Map([...judged.causes, ['tls-switched-off', tlsIsSwitchedOn(failure, connector.toldBy)]]) };
};

function judgeCertificate(asked: CertificateByName, failure: Failure, inventory: Inventory): Judged {
  const { wanted, chosen, leftOut } = asked.choice;
  if (wanted.by === 'unreadable-name') {
    return { causes: new Map([['certificate-name-unreadable', unreadableName(wanted.text, asked.toldBy)]]) };
  }
  if (wanted.by === 'nothing' || wanted.by === 'unknown') return NOTHING_TO_SAY;
  // If only one of those that may be selected is sound, it may have been that one.
  const selected = chosen.find((candidate) => faultsOf(candidate).length === 0) ?? chosen[0];
  if (selected !== undefined) return itIsHere(asked, selected, failure, inventory);
  // What is told only in part, or is spelled otherwise, may be the one.
  const isOpen = leftOut.some(({ match }) => match === 'unknown' || match === 'spelled-otherwise');
  return isOpen ? NOTHING_TO_SAY : itIsNotHere(asked, failure, inventory);
}

function itIsHere(asked: CertificateByName, selected: CertificateCandidate, failure: Failure, inventory: Inventory): Judged {
  const { certificate } = selected;
  const toldBy = [asked.toldBy, ...toldOfCertificate(inventory, certificate.thumbprint)];
  const said = `Certificate ${shortThumbprint(certificate.thumbprint)} answers to ${wantedBy(asked)}`;
  const faults = faultsOf(selected);
  return {
    causes: new Map<string, Judgement>([
      ['certificate-name-outdated', { likelihood: 'unlikely', why: `${said}, unless it came after the failure.`, toldBy }],
      [
        'no-smtp-certificate',
        faults.length === 0
          ? { likelihood: 'unlikely', why: `${said}, and nothing is wrong with it, unless it was mended after the failure.`, toldBy }
          : { likelihood: 'likely', why: `${said}, but it ${listed(faults)}.`, toldBy },
      ],
    ]),
    ...(isWorthPointingTo(selected) && { remedy: fillIn(failure.remedy, certificate) }),
  };
}

function itIsNotHere(asked: CertificateByName, failure: Failure, inventory: Inventory): Judged {
  const { wanted, leftOut } = asked.choice;
  const said = `No certificate on this server answers to ${wantedBy(asked)}`;
  const toldBy = [asked.toldBy];
  if (wanted.by !== 'tls-certificate-name') {
    const noName = `TlsCertificateName of “${failure.connector}” is empty ${citation(asked.toldBy)}`;
    return {
      causes: new Map<string, Judgement>([
        ['no-smtp-certificate', { likelihood: 'likely', why: `${said}.`, toldBy }],
        ['certificate-name-outdated', { likelihood: 'excluded', why: `${noName}: it names no certificate.`, toldBy }],
      ]),
    };
  }
  const namesake = newestOfSubject(wanted.name.subject, leftOut);
  if (namesake === undefined) {
    const why = `${said}: it was removed, or renewed with another subject.`;
    return { causes: new Map([['certificate-name-outdated', { likelihood: 'likely', why, toldBy }]]) };
  }
  const { thumbprint, issuer } = namesake.certificate;
  const why = `${said}. ${shortThumbprint(thumbprint)} has the same subject and was issued by “${issuer ?? 'another'}”: the connector still names the old issuer.`;
  const sources = [...toldBy, ...toldOfCertificate(inventory, thumbprint)];
  return {
    causes: new Map([['certificate-name-outdated', { likelihood: 'likely', why, toldBy: sources }]]),
    ...(isWorthPointingTo(namesake) && { remedy: fillIn(failure.remedy, namesake.certificate) }),
  };
}

/** What the rule's remedy mends: another name, and the missing service. A certificate with other faults is not the right one. */
const MENDED: ReadonlySet<Objection> = new Set<Objection>(['name-does-not-match', 'not-enabled-for-smtp', 'another-is-preferred']);

function isWorthPointingTo({ objections }: CertificateCandidate): boolean {
  return objections.every((objection) => MENDED.has(objection));
}

function wantedBy({ choice: { wanted }, toldBy }: CertificateByName): string {
  return wanted.by === 'host'
    ? `${wanted.host}, the name by which the connector looks for one ${citation(toldBy)}`
    : `the connector’s TlsCertificateName ${citation(toldBy)}`;
}
