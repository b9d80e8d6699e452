import { isSelfSigned, type ExchangeCertificate } from '../../inventory/exchange-certificate.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Failure } from '../failure.js';
import type { Judge, Judged, Judgement } from '../judgement.js';
import { shortThumbprint } from '../phrases.js';
import { citation, toldByExport } from '../told-by.js';
import { allCertificates, toldOfCertificate } from './all-certificates.js';
import { certificateByName, type CertificateByName } from './certificate-by-name.js';
import { fillIn } from './certificate-remedies.js';
import { newestFirst } from './newest-certificate.js';
import { isInForce } from './renewed-certificate.js';
import { unreadableName } from './unreadable-name.js';

type Named = readonly (readonly [string, Judgement])[];

/** Why a receive connector shows the certificate that Setup made for itself: what it is set to show, and whether there is a better one here. */
export const judgeWrongCertificate: Judge = (failure, inventory) => {
  const asked = certificateByName(failure, inventory);
  const better = judgePublicCertificates(failure, inventory);
  return { ...better, causes: new Map([...(asked === undefined ? [] : judgeName(asked, failure, inventory)), ...better.causes]) };
};

function judgeName(asked: CertificateByName, failure: Failure, inventory: Inventory): Named {
  const { choice, toldBy: told } = asked;
  const { wanted, chosen, leftOut } = choice;
  if (wanted.by === 'unreadable-name') return [['certificate-name-unreadable', unreadableName(wanted.text, told)]];
  const shown = failure.certificate?.thumbprint?.toUpperCase();
  if (shown === undefined) return [];
  const candidates = [...chosen, ...leftOut];
  const match = candidates.find(({ certificate }) => certificate.thumbprint === shown)?.match;
  const toldBy = [told, ...toldOfCertificate(inventory, shown)];
  const notSet = (likelihood: Judgement['likelihood'], why: string): Named => [['certificate-name-not-set', { likelihood, why, toldBy }]];
  if (wanted.by === 'host') {
    const empty = `TlsCertificateName of “${failure.connector}” is empty ${citation(told)}, so Exchange looks for a certificate for ${wanted.host}`;
    if (match === 'matches' || match === 'by-wildcard') return notSet('certain', `${empty}, and ${shortThumbprint(shown)} has that name.`);
    return notSet('likely', `${empty}.`);
  }
  if (wanted.by !== 'tls-certificate-name') return [];
  const name = `“${wanted.name.subject}” by “${wanted.name.issuer}”`;
  if (match === 'matches')
    return notSet('certain', `TlsCertificateName asks for the self-signed certificate itself, ${name} ${citation(told)}.`);
  const [preferred] = chosen;
  if (preferred !== undefined) {
    const { thumbprint } = preferred.certificate;
    const leads = `TlsCertificateName leads to ${shortThumbprint(thumbprint)} ${citation(told)}`;
    const sources = [told, ...toldOfCertificate(inventory, thumbprint)];
    return [
      ['certificate-name-not-set', { likelihood: 'unlikely', why: `${leads}, unless it was set after the failure.`, toldBy: sources }],
      [
        'setting-not-taken-over',
        {
          likelihood: 'likely',
          why: `${leads}, and the session showed ${shortThumbprint(shown)}: the transport service has not taken the setting over, or it was made since. Restarting the service settles it.`,
          toldBy: sources,
        },
      ],
    ];
  }
  // What is told only in part, or is spelled otherwise, may be the one.
  if (candidates.some((candidate) => candidate.match === 'unknown' || candidate.match === 'spelled-otherwise')) return [];
  return notSet('likely', `TlsCertificateName asks for ${name} ${citation(told)}, and no certificate on this server answers to it.`);
}

/** Exchange Online wants the certificate of an authority; whether this server has one, and enabled for SMTP. */
function judgePublicCertificates(failure: Failure, inventory: Inventory): Judged {
  const certificates = allCertificates(inventory);
  const exported = inventory.exports['exchange-certificates'];
  if (certificates === undefined || exported === undefined) return { causes: new Map() };
  const usable = certificates
    .filter((certificate) => !isSelfSigned(certificate) && isInForce(certificate, failure, inventory))
    .sort(newestFirst);
  const judged = (best: ExchangeCertificate | undefined, judgement: Pick<Judgement, 'likelihood' | 'why'>): Judged => ({
    causes: new Map([
      [
        'public-certificate-not-enabled',
        { ...judgement, toldBy: [toldByExport(exported, best?.thumbprint ?? 'certificates of an authority')] },
      ],
    ]),
    ...(best !== undefined && { remedy: fillIn(failure.remedy, best) }),
  });
  const cited = citation(toldByExport(exported, ''));
  const [newest] = usable;
  if (newest === undefined)
    return judged(undefined, { likelihood: 'likely', why: `No certificate of an authority is in force on this server ${cited}.` });
  const enabled = usable.find(({ services }) => services?.has('SMTP'));
  if (enabled !== undefined) {
    return judged(enabled, {
      likelihood: 'unlikely',
      why: `${shortThumbprint(enabled.thumbprint)} of “${enabled.issuer ?? 'an authority'}” is enabled for SMTP ${cited}, unless that was done after the failure.`,
    });
  }
  // A list without services tells nothing of them.
  if (usable.some(({ services }) => services === undefined)) return { causes: new Map() };
  return judged(newest, {
    likelihood: 'likely',
    why: `${shortThumbprint(newest.thumbprint)} of “${newest.issuer ?? 'an authority'}” is here and not enabled for SMTP ${cited}.`,
  });
}
