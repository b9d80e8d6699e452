import type { LoggedCertificate } from '../../facts/certificate.js';
import { rule } from '../../rule.js';
import { day, namedConnector } from '../../words.js';
import { RUN_HYBRID_WIZARD } from './connector-settings.js';
import { isHealthy } from './healthy.js';
import { enableForSmtp, lookAtCertificate, shortThumbprint } from './own-certificate.js';
import { HYBRID_CERTIFICATES } from './tls-references.js';

interface Expiring {
  readonly certificate: LoggedCertificate;
  readonly notAfter: number;
  /** Whole days from the session to the end; negative when it has expired and this peer did not mind. */
  readonly days: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** Long enough to order, install and enable a certificate without haste. */
const WARNING_DAYS = 30;

/** A certificate that works today ends soon. The log itself tells, so the warning needs no inventory. */
export const tlsCertExpiring = rule<Expiring>({
  id: 'tls-cert-expiring',
  title: 'The certificate that Exchange shows expires soon',
  severity: 'info',
  looksFor: `A handshake that succeeded with a certificate of ours whose “Not after” is ${WARNING_DAYS} days or less after the session, or before it.`,

  needs: ({ tlsStands }) => tlsStands,
  match(session) {
    if (session.tls?.outcome !== 'succeeded' || !isHealthy(session)) return undefined;
    const certificate = session.certificates.findLast(({ side }) => side === 'sent');
    if (certificate?.notAfter === undefined) return undefined;
    const days = Math.floor((certificate.notAfter - session.endedAt) / DAY);
    return days > WARNING_DAYS
      ? undefined
      : { evidence: certificate.records, details: { certificate, notAfter: certificate.notAfter, days } };
  },
  keyFact: ({ certificate }) => certificate.thumbprint ?? certificate.subject ?? 'unknown certificate',
  sentence: ({ certificate, notAfter, days }, scene) =>
    days < 0
      ? `Certificate ${shortThumbprint(certificate)} on ${namedConnector(scene)} expired on ${day(notAfter)}; this peer takes it all the same, Exchange Online would not.`
      : `Certificate ${shortThumbprint(certificate)} on ${namedConnector(scene)} expires on ${day(notAfter)}, ${days} days after this session.`,
  certificate: ({ certificate }) => certificate,

  causes: ({ notAfter }) => [
    {
      id: 'renewal-due',
      likelihood: 'certain',
      why: `The row shows the certificate valid until ${day(notAfter)}. Whether its successor is ready, Get-ExchangeCertificate tells.`,
    },
  ],

  remedy: ({ certificate }) => [
    lookAtCertificate(certificate),
    {
      do: 'Install the renewed certificate on every server that uses this one, and enable it for SMTP.',
      ...enableForSmtp("'<thumbprint of the renewed certificate>'"),
      verify: 'Get-ExchangeCertificate lists it with SMTP and a later NotAfter.',
      undo: 'Services are only ever added. To go back, enable the old certificate again, while it is valid.',
    },
    {
      ...RUN_HYBRID_WIZARD,
      do: 'Before the old one is removed, run the Hybrid Configuration Wizard and choose the new one: connectors name issuer and subject, and would go on to look for the old.',
    },
  ],

  references: [
    HYBRID_CERTIFICATES,
    {
      title: 'Renew an Exchange Server certificate',
      url: 'https://learn.microsoft.com/exchange/architecture/client-access/renew-certificates',
    },
  ],
});
