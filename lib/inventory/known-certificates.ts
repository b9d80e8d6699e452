import type { ExchangeCertificate } from './exchange-certificate.js';
import type { MachineCertificate } from './machine-certificate.js';

/**
 * The certificates of a server from both lists. `Get-ExchangeCertificate` leaves out those without a private key, yet Exchange may select
 * one of them by its names; only the machine's store shows them.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/mailflow/tls-negotiation-failed-with-error-nocredentials-error
 */
export function knownCertificates(
  exchange: readonly ExchangeCertificate[],
  machine: readonly MachineCertificate[] | undefined,
): readonly ExchangeCertificate[] {
  const stored = new Map(machine?.map((certificate) => [certificate.thumbprint, certificate]));
  const listed = exchange.map((certificate) => withStored(certificate, stored.get(certificate.thumbprint)));
  const thumbprints = new Set(exchange.map(({ thumbprint }) => thumbprint));
  const others = [...stored.values()].filter(({ thumbprint }) => !thumbprints.has(thumbprint)).map(storedOnly);
  return [...listed, ...others];
}

function withStored(certificate: ExchangeCertificate, stored: MachineCertificate | undefined): ExchangeCertificate {
  if (stored === undefined) return certificate;
  return {
    ...certificate,
    subject: certificate.subject ?? stored.subject,
    issuer: certificate.issuer ?? stored.issuer,
    notBefore: certificate.notBefore ?? stored.notBefore,
    notAfter: certificate.notAfter ?? stored.notAfter,
    names: certificate.names ?? stored.names,
    // The store is asked last and directly.
    hasPrivateKey: stored.hasPrivateKey ?? certificate.hasPrivateKey,
  };
}

function storedOnly(stored: MachineCertificate): ExchangeCertificate {
  return { ...stored, serial: undefined, services: undefined, status: undefined, isSelfSigned: undefined, rootCaType: undefined };
}
