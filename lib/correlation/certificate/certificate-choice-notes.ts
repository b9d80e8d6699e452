import { day } from '../../diagnosis/words.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Note } from '../correlated.js';
import { showConnector } from '../connector/show-connector.js';
import type { Failure } from '../failure.js';
import { shortThumbprint } from '../phrases.js';
import { citation } from '../told-by.js';
import { toldOfCertificate } from './all-certificates.js';
import { certificateByName } from './certificate-by-name.js';

/**
 * Whether the certificate that the session sent is the one that the connector asks for. Only a name that certainly differs is a fault;
 * of several certificates with the right name, any may have been the choice of its day.
 */
export function certificateChoiceNotes(failure: Failure, inventory: Inventory): readonly Note[] {
  const thumbprint = failure.certificate?.thumbprint?.toUpperCase();
  const asked = certificateByName(failure, inventory);
  if (thumbprint === undefined || asked === undefined) return [];

  const { choice, toldBy } = asked;
  const sent = [...choice.chosen, ...choice.leftOut].find(({ certificate }) => certificate.thumbprint === thumbprint);
  const sources = [toldBy, ...toldOfCertificate(inventory, thumbprint)];
  const common = { command: showConnector(failure), toldBy: sources };

  if (choice.wanted.by === 'unreadable-name') {
    return [
      {
        ...common,
        id: 'tls-certificate-name-unreadable',
        weight: 'warning',
        sentence: `TlsCertificateName of “${failure.connector}” is “${choice.wanted.text}”, which is not of the form <I>issuer<S>subject: no certificate matches it ${citation(toldBy)}.`,
      },
    ];
  }
  if (choice.wanted.by === 'tls-certificate-name' && sent?.match === 'different') {
    return [
      {
        ...common,
        id: 'certificate-not-asked-for',
        weight: 'warning',
        sentence: `“${failure.connector}” asks for a certificate of “${choice.wanted.name.subject}” by “${choice.wanted.name.issuer}” ${citation(toldBy)}; the session sent ${shortThumbprint(thumbprint)}, which is another: the connector was changed since, or the transport service has not taken the change over.`,
      },
    ];
  }
  const [preferred] = choice.chosen;
  if (sent?.objections.includes('another-is-preferred') !== true || preferred === undefined) return [];
  const { notAfter } = preferred.certificate;
  return [
    {
      ...common,
      id: 'certificate-superseded',
      weight: 'info',
      sentence: `By the rules of selection “${failure.connector}” takes ${shortThumbprint(preferred.certificate.thumbprint)}${notAfter === undefined ? '' : ` (valid until ${day(notAfter)})`} before ${shortThumbprint(thumbprint)}, which the session sent: it is new, or the transport service has not taken it over.`,
    },
  ];
}
