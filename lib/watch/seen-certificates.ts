import type { Finding } from '../diagnosis/finding.js';
import type { Direction } from '../log/record.js';

/** A certificate that a server showed in sessions: a finding's certificate is always our own side's. Times are milliseconds since 1970, UTC. */
export interface SeenCertificate {
  readonly thumbprint: string;
  readonly server: string | null;
  readonly connector: string;
  readonly direction: Direction;
  readonly lastSeen: number;
  readonly subject: string | undefined;
  readonly issuer: string | undefined;
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  readonly names: readonly string[];
}

/** The certificates that findings name, each once for a server and connector, as it was seen last. */
export function certificatesSeenIn(findings: readonly Finding[]): readonly SeenCertificate[] {
  const latest = new Map<string, SeenCertificate>();
  for (const { certificate, server, connector, direction, lastSeen } of findings) {
    const thumbprint = certificate?.thumbprint?.toUpperCase();
    if (certificate === null || thumbprint === undefined) continue;
    const place = JSON.stringify([thumbprint, server, connector]);
    const seenAt = Date.parse(lastSeen);
    if ((latest.get(place)?.lastSeen ?? -Infinity) >= seenAt) continue;
    latest.set(place, {
      thumbprint,
      server,
      connector,
      direction,
      lastSeen: seenAt,
      subject: certificate.subject ?? undefined,
      issuer: certificate.issuer ?? undefined,
      notBefore: timeOf(certificate.notBefore),
      notAfter: timeOf(certificate.notAfter),
      names: certificate.names,
    });
  }
  return [...latest.values()];
}

function timeOf(text: string | null): number | undefined {
  return text === null ? undefined : Date.parse(text);
}
