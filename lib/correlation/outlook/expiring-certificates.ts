import type { Severity } from '../../diagnosis/rule.js';
import { day } from '../../diagnosis/words.js';
import type { ExchangeCertificate } from '../../inventory/exchange-certificate.js';
import { itemsOf, type Inventory } from '../../inventory/inventory.js';
import { allCertificates, toldOfCertificate } from '../certificate/all-certificates.js';
import { listed, shortThumbprint } from '../phrases.js';
import { remedyStep } from '../remedy-step.js';
import { maybeSameServer } from '../same-server.js';
import { needOf } from './certificate-need.js';
import type { ConnectorPlan } from './connector-outlook.js';
import type { Warning } from './warning.js';

/** Days ahead of the end on which to speak, the narrowest first: time to order, to install, to hurry, and the last call. */
export const NOTICES = [1, 7, 14, 30] as const;

const DAY = 24 * 60 * 60 * 1000;

/** What a certificate of this server is used for, and what will do instead. */
interface Use {
  readonly what: string;
  readonly takenOverBy: ExchangeCertificate | undefined;
}

/** Certificates in use that end within the longest notice, with a rehearsal of that day. */
export function expiringCertificates(inventory: Inventory, plans: readonly ConnectorPlan[], now: number): readonly Warning[] {
  return (allCertificates(inventory) ?? []).flatMap((certificate) => {
    const { notAfter, thumbprint } = certificate;
    if (notAfter === undefined || notAfter <= now) return [];
    const withinDays = NOTICES.find((days) => notAfter - now <= days * DAY);
    const uses = usesOf(certificate, plans, inventory);
    if (withinDays === undefined || uses.length === 0) return [];
    return [
      {
        id: 'certificate-expiring' as const,
        severity: severityOf(uses, withinDays),
        item: thumbprint,
        sentence: `Certificate ${shortThumbprint(thumbprint)}${certificate.subject === undefined ? '' : ` (${certificate.subject})`} ends on ${day(notAfter)}. ${rehearsal(uses)}`,
        due: new Date(notAfter).toISOString(),
        withinDays,
        step: remedyStep({
          do: 'Renew it in time: same subject, same authority, imported with its private key and enabled for SMTP on every server that uses it.',
          command: `Get-ExchangeCertificate -Thumbprint ${thumbprint} | Format-List Thumbprint,Subject,Issuer,Services,NotAfter,CertificateDomains`,
        }),
        toldBy: toldOfCertificate(inventory, thumbprint),
      },
    ];
  });
}

function usesOf(certificate: ExchangeCertificate, plans: readonly ConnectorPlan[], inventory: Inventory): readonly Use[] {
  const connectors = plans
    .filter((plan) => needOf(plan) !== undefined && plan.choice.chosen[0]?.certificate.thumbprint === certificate.thumbprint)
    .map(({ name, next }) => {
      const [successor] = next?.choice.chosen ?? [];
      return { what: `“${name}”`, takenOverBy: successor?.objections.length === 0 ? successor.certificate : undefined };
    })
    // By name, so that the words do not depend on the order of the export.
    .sort((one, other) => (one.what < other.what ? -1 : 1));
  const internal = itemsOf(inventory, 'transport-services')?.some(
    ({ name, internalTransportCertificateThumbprint: thumbprint }) =>
      thumbprint === certificate.thumbprint && maybeSameServer(name, inventory.server),
  );
  return internal === true
    ? [...connectors, { what: 'the mail among your own Exchange servers (internal transport certificate)', takenOverBy: undefined }]
    : connectors;
}

function rehearsal(uses: readonly Use[]): string {
  const alone = uses.filter(({ takenOverBy }) => takenOverBy === undefined).map(({ what }) => what);
  const replaced = uses.flatMap(({ what, takenOverBy }) =>
    takenOverBy === undefined ? [] : [`${what} goes over to ${shortThumbprint(takenOverBy.thumbprint)} by itself`],
  );
  const lost = alone.length === 0 ? [] : [`Nothing usable takes over for ${listed(alone)}`];
  return [...lost, ...replaced].map((sentence) => `${sentence}.`).join(' ');
}

/** A certificate with a successor is only worth knowing. Without one it grows more urgent with each notice. */
function severityOf(uses: readonly Use[], withinDays: number): Severity {
  if (uses.every(({ takenOverBy }) => takenOverBy !== undefined)) return 'info';
  return withinDays <= 1 ? 'blocker' : withinDays <= 14 ? 'degraded' : 'info';
}
