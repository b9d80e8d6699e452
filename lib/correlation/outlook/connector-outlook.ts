import { certificateFor, type CertificateCandidate, type CertificateChoice, type Objection } from '../../inventory/certificate-for.js';
import type { ExchangeCertificate } from '../../inventory/exchange-certificate.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Connector, WantedCertificate } from '../../inventory/wanted-certificate.js';
import { allCertificates } from '../certificate/all-certificates.js';
import { ownServer } from '../own-server.js';
import { logNameOf, ownConnectors } from './own-connectors.js';

/** A certificate that a connector may select. */
export interface SelectedCertificate {
  readonly thumbprint: string;
  readonly subject: string | null;
  /** ISO 8601, UTC. */
  readonly notAfter: string | null;
  /** What will make TLS fail with it. */
  readonly objections: readonly Objection[];
}

/** What a connector selects today, and what it will on the day that certificate has gone. */
export interface ConnectorOutlook {
  readonly direction: Connector['direction'];
  readonly connector: string;
  /** By what it looks for its certificate, in words. */
  readonly wanted: string;
  /** The likeliest first; several where the documentation leaves the order between them open. */
  readonly selects: readonly SelectedCertificate[];
  /** `null` without a certificate, or without its last day. */
  readonly afterwards: { readonly from: string; readonly selects: readonly SelectedCertificate[] } | null;
}

/** The same with the objects behind it, for those who warn. */
export interface ConnectorPlan {
  readonly connector: Connector;
  readonly name: string;
  readonly choice: CertificateChoice;
  /** What is chosen on the day after the first of {@link CertificateChoice.chosen} has expired, that one set aside. */
  readonly next: { readonly from: number; readonly choice: CertificateChoice } | undefined;
}

/** The plan of each connector of the server; `undefined` without Exchange's list of certificates. */
export function connectorPlans(inventory: Inventory, now: number): readonly ConnectorPlan[] | undefined {
  const certificates = allCertificates(inventory);
  const serverFqdn = ownServer(inventory)?.fqdn;
  return (
    certificates &&
    ownConnectors(inventory).map((connector) => {
      const choose = (among: readonly ExchangeCertificate[], at: number) =>
        certificateFor(connector, among, { at, ...(serverFqdn !== undefined && { serverFqdn }) });
      const choice = choose(certificates, now);
      const current = choice.chosen[0]?.certificate;
      const from = current?.notAfter;
      const others = certificates.filter((certificate) => certificate !== current);
      const next = from === undefined ? undefined : { from, choice: choose(others, Math.max(from + 1, now)) };
      return { connector, name: logNameOf(connector), choice, next };
    })
  );
}

/** The plan as plain data. */
export function connectorOutlook({ connector, name, choice, next }: ConnectorPlan): ConnectorOutlook {
  return {
    direction: connector.direction,
    connector: name,
    wanted: wantedInWords(choice.wanted),
    selects: choice.chosen.map(selected),
    afterwards: next === undefined ? null : { from: new Date(next.from).toISOString(), selects: next.choice.chosen.map(selected) },
  };
}

function selected({ certificate: { thumbprint, subject, notAfter }, objections }: CertificateCandidate): SelectedCertificate {
  return {
    thumbprint,
    subject: subject ?? null,
    notAfter: notAfter === undefined ? null : new Date(notAfter).toISOString(),
    objections,
  };
}

/** By what a connector looks for its certificate. */
export function wantedInWords(wanted: WantedCertificate): string {
  switch (wanted.by) {
    case 'tls-certificate-name':
      return `the certificate of “${wanted.name.subject}” by “${wanted.name.issuer}” (TlsCertificateName)`;
    case 'host':
      return `a certificate for ${wanted.host} (${wanted.from === 'connector' ? 'the connector’s Fqdn' : 'the server’s name'})`;
    case 'unreadable-name':
      return `“${wanted.text}” (TlsCertificateName), which is not <I>issuer<S>subject`;
    case 'nothing':
      return wanted.because === 'tls-not-offered' ? 'none: TLS is not offered' : 'none: IgnoreSTARTTLS is True';
    case 'unknown':
      return `not known: the export does not tell ${wanted.missing}`;
  }
}
