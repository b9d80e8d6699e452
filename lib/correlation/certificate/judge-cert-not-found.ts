import { day } from '../../diagnosis/words.js';
import type { CertificateCandidate } from '../../inventory/certificate-for.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { TlsCertificateName } from '../../inventory/tls-certificate-name.js';
import type { Failure } from '../failure.js';
import { NOTHING_TO_SAY, type Judge, type Judged, type Judgement } from '../judgement.js';
import { listed, shortThumbprint } from '../phrases.js';
import { citation, type ToldBy } from '../told-by.js';
import { toldOfCertificate } from './all-certificates.js';
import { certificateByName, type CertificateByName } from './certificate-by-name.js';
import { faultsOf } from './certificate-faults.js';
import { bringPrivateKey, renewCertificate } from './certificate-remedies.js';
import { newestOf, newestOfSubject } from './newest-certificate.js';
import { renewedCertificate } from './renewed-certificate.js';
import { unreadableName } from './unreadable-name.js';

/** Why no certificate of this server answers to the connector's TlsCertificateName. */
export const judgeCertNotFound: Judge = (failure, inventory) => {
  const asked = certificateByName(failure, inventory);
  if (asked === undefined) return NOTHING_TO_SAY;
  const { wanted } = asked.choice;
  if (wanted.by === 'unreadable-name')
    return { causes: new Map([['certificate-name-unreadable', unreadableName(wanted.text, asked.toldBy)]]) };
  if (wanted.by !== 'tls-certificate-name') return NOTHING_TO_SAY;
  const candidates = [...asked.choice.chosen, ...asked.choice.leftOut];
  const isMatch = ({ match: answer }: CertificateCandidate) => answer === 'matches';
  const match = asked.choice.chosen.find(isMatch) ?? newestOf(candidates.filter(isMatch));
  if (match !== undefined) return itIsHere(asked, match, failure, inventory);
  // Names that are told only in part, or are spelled otherwise, may be the one.
  if (candidates.some((candidate) => candidate.match !== 'different')) return NOTHING_TO_SAY;
  return { causes: new Map([...itIsNotHere(asked, wanted.name, candidates, inventory), ...elsewhere(asked)]) };
};

function itIsHere(
  asked: CertificateByName,
  { certificate, objections }: CertificateCandidate,
  failure: Failure,
  inventory: Inventory,
): Judged {
  const name = shortThumbprint(certificate.thumbprint);
  const toldBy = [asked.toldBy, ...toldOfCertificate(inventory, certificate.thumbprint)];
  const said = `Certificate ${name} has the very issuer and subject that the connector asks for ${citation(asked.toldBy)}`;
  // Exchange selects one that is not enabled for SMTP all the same, and fails later.
  const faults = faultsOf({ objections: objections.filter((objection) => objection !== 'not-enabled-for-smtp') });
  const causes = new Map<string, Judgement>([
    ['renewed-under-another-name', { likelihood: 'excluded', why: `${said}.`, toldBy }],
    ...elsewhere(asked),
    [
      'removed-or-invalid',
      faults.length === 0
        ? { likelihood: 'unlikely', why: `${said}, and nothing is wrong with it, unless it came after the failure.`, toldBy }
        : { likelihood: 'likely', why: `${said}, but it ${listed(faults)}.`, toldBy },
    ],
  ]);
  if (objections.includes('expired')) {
    return { causes, remedy: renewCertificate(failure, renewedCertificate(failure, inventory, certificate)) };
  }
  return objections.includes('no-private-key') ? { causes, remedy: bringPrivateKey(failure, certificate.thumbprint) } : { causes };
}

function itIsNotHere(
  { toldBy }: CertificateByName,
  wanted: TlsCertificateName,
  candidates: readonly CertificateCandidate[],
  inventory: Inventory,
): readonly (readonly [string, Judgement])[] {
  const namesake = newestOfSubject(wanted.subject, candidates);
  if (namesake === undefined) {
    const why = `No certificate on this server has the subject “${wanted.subject}” that the connector asks for ${citation(toldBy)}`;
    return [
      [
        'renewed-under-another-name',
        { likelihood: 'possible', why: `${why}: if it was renewed, then with another subject.`, toldBy: [toldBy] },
      ],
      ['removed-or-invalid', { likelihood: 'likely', why: `${why}: it was removed, or never came here.`, toldBy: [toldBy] }],
    ];
  }
  const { issuer, thumbprint, notBefore } = namesake.certificate;
  const since = notBefore === undefined ? '' : `, valid since ${day(notBefore)},`;
  const sources: readonly ToldBy[] = [toldBy, ...toldOfCertificate(inventory, thumbprint)];
  return [
    [
      'renewed-under-another-name',
      {
        likelihood: 'likely',
        why: `The connector asks for the issuer “${wanted.issuer}” ${citation(toldBy)}; certificate ${shortThumbprint(thumbprint)} with the same subject${since} was issued by “${issuer ?? 'another'}”.`,
        toldBy: sources,
      },
    ],
    ['removed-or-invalid', { likelihood: 'unlikely', why: `A certificate with the same subject is on this server.`, toldBy: sources }],
  ];
}

/** Whether another source server may be the one that lacks it. */
function elsewhere({ connector, toldBy }: CertificateByName): readonly (readonly [string, Judgement])[] {
  const servers = connector.direction === 'send' ? connector.sourceTransportServers : undefined;
  if (servers === undefined || servers.length === 0) return [];
  const why = `SourceTransportServers names ${listed(servers)} ${citation(toldBy)}`;
  return [
    [
      'missing-on-one-server',
      servers.length === 1
        ? { likelihood: 'excluded', why: `${why}: no other server sends through this connector.`, toldBy: [toldBy] }
        : { likelihood: 'possible', why: `${why}: each of them needs the certificate.`, toldBy: [toldBy] },
    ],
  ];
}
