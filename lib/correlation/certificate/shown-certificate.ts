import type { Inventory } from '../../inventory/inventory.js';
import type { Failure } from '../failure.js';
import type { Judgement } from '../judgement.js';
import { shortThumbprint } from '../phrases.js';
import { citation } from '../told-by.js';
import { toldOfCertificate } from './all-certificates.js';
import { certificateByName } from './certificate-by-name.js';

/** Whether the certificate that a receive connector showed is the one that it is set to show; if so, the other side expects another name. */
export function judgeShownCertificate(failure: Failure, inventory: Inventory): ReadonlyMap<string, Judgement> {
  const thumbprint = failure.certificate?.thumbprint?.toUpperCase();
  const asked = certificateByName(failure, inventory);
  const wanted = asked?.choice.wanted;
  if (thumbprint === undefined || asked === undefined || wanted?.by !== 'tls-certificate-name') return new Map();
  const { choice, toldBy } = asked;
  const shown = [...choice.chosen, ...choice.leftOut].find(({ certificate }) => certificate.thumbprint === thumbprint);
  if (shown === undefined || shown.match === 'unknown' || shown.match === 'spelled-otherwise') return new Map();
  const sources = [toldBy, ...toldOfCertificate(inventory, thumbprint)];
  const name = shortThumbprint(thumbprint);
  if (shown.match === 'different') {
    const why = `The connector’s TlsCertificateName asks for “${wanted.name.subject}” by “${wanted.name.issuer}” ${citation(toldBy)}, and the session showed ${name}, which is another.`;
    return new Map([['wrong-certificate-shown', { likelihood: 'likely', why, toldBy: sources }]]);
  }
  return new Map<string, Judgement>([
    [
      'wrong-certificate-shown',
      {
        likelihood: 'unlikely',
        why: `${name} is the certificate that the connector’s TlsCertificateName asks for ${citation(toldBy)}.`,
        toldBy: sources,
      },
    ],
    [
      'expected-name-wrong',
      {
        likelihood: 'likely',
        why: `This server shows what it is set to show, ${name}, so the name that the connector in Exchange Online asks for is not on it. Settled by TlsDomain in Get-OutboundConnector.`,
        toldBy: sources,
      },
    ],
  ]);
}
