import type { Inventory } from '../../inventory/inventory.js';
import type { Failure } from '../failure.js';
import type { Judge, Judgement } from '../judgement.js';
import { shortThumbprint } from '../phrases.js';
import { citation } from '../told-by.js';
import { toldOfCertificate } from './all-certificates.js';
import { certificateByName } from './certificate-by-name.js';
import { judgeUnknownCredentials } from './judge-unknown-credentials.js';

/**
 * Why a receive connector's certificate cannot be used: the same reasons as a send connector's, and before all whether the connector's name of it
 * leads to another certificate by now.
 */
export const judgeClientCertPin: Judge = (failure, inventory, circumstances) => {
  const judged = judgeUnknownCredentials(failure, inventory, circumstances);
  const rotated = judgeRotation(failure, inventory);
  return rotated === undefined ? judged : { ...judged, causes: new Map([...judged.causes, ['certificate-rotated', rotated]]) };
};

function judgeRotation(failure: Failure, inventory: Inventory): Judgement | undefined {
  const sent = failure.certificate?.thumbprint?.toUpperCase();
  const asked = certificateByName(failure, inventory);
  if (sent === undefined || asked === undefined) return undefined;
  const { choice, toldBy: told } = asked;
  if (choice.wanted.by !== 'tls-certificate-name') return undefined;
  const candidates = [...choice.chosen, ...choice.leftOut];
  const [preferred] = choice.chosen;
  if (candidates.some(({ certificate, match }) => certificate.thumbprint === sent && match === 'matches')) {
    const other = preferred?.certificate.thumbprint;
    return other === undefined || choice.chosen.some(({ certificate }) => certificate.thumbprint === sent)
      ? {
          likelihood: 'excluded',
          why: `The connector’s TlsCertificateName names ${shortThumbprint(sent)} itself, and it is on this server ${citation(told)}.`,
          toldBy: [told, ...toldOfCertificate(inventory, sent)],
        }
      : {
          likelihood: 'likely',
          why: `The connector’s TlsCertificateName leads to ${shortThumbprint(other)} by now ${citation(told)}; the session still showed ${shortThumbprint(sent)}, so the transport service has not taken the new one over. Restarting it does.`,
          toldBy: [told, ...toldOfCertificate(inventory, other)],
        };
  }
  if (candidates.some(({ match }) => match === 'unknown' || match === 'spelled-otherwise')) return undefined;
  const { issuer, subject } = choice.wanted.name;
  return {
    likelihood: 'likely',
    why:
      preferred === undefined
        ? `The connector’s TlsCertificateName asks for “${subject}” by “${issuer}” ${citation(told)}, and no certificate on this server answers to it any more.`
        : `The connector’s TlsCertificateName leads to ${shortThumbprint(preferred.certificate.thumbprint)} ${citation(told)}, and the session showed ${shortThumbprint(sent)}, which has another name: connector or certificate was changed since.`,
    toldBy: [told],
  };
}
