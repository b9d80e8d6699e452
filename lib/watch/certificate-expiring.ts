import { NOTICES } from '../correlation/outlook/expiring-certificates.js';
import { listed, shortThumbprint } from '../correlation/phrases.js';
import type { Observation } from '../diagnosis/observation.js';
import { SEVERITIES, type Reference, type Severity } from '../diagnosis/rule.js';
import { HYBRID_CERTIFICATES } from '../diagnosis/rules/tls/tls-references.js';
import { day } from '../diagnosis/words.js';
import type { CertificateUse } from './certificate-use.js';
import { renewalRemedy } from './renewal-remedy.js';
import { tenantCertificates, type TenantCertificate } from './tenant-certificates.js';
import { deadlineAt } from './deadline.js';
import { DAY, type Watch } from './watch.js';

const FIRST_NOTICE_DAYS = Math.max(...NOTICES);

/** A certificate that sessions showed longer ago may have been replaced since without any log telling. */
const SEEN_LATELY_DAYS = 30;

const SELECTION: Reference = {
  title: 'Selection of inbound STARTTLS certificates',
  url: 'https://learn.microsoft.com/exchange/mail-flow/mail-routing/inbound-starttls-certificates-selection',
};

/**
 * Certificates that end within 30 days or have ended, and whose end matters: Exchange selects them, a connector names them, sessions showed them
 * lately, or they are enabled for SMTP. One observation a certificate over all servers of the tenant, for it is renewed once. It is told of anew at
 * 14, 7 and 1 days and when it has ended. It grows worse at 14 days, and at the last day to what stands still without it; a successor that Exchange
 * takes by itself keeps it small.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/mail-routing/inbound-starttls-certificates-selection (an expired one is still used)
 */
export const certificateExpiring: Watch = {
  id: 'certificate-expiring',
  observe: (watched) =>
    tenantCertificates(watched).flatMap((certificate) => {
      const { notAfter, thumbprint } = certificate;
      if (notAfter === undefined || notAfter - watched.now > FIRST_NOTICE_DAYS * DAY) return [];
      const uses = certificate.uses.filter((use) => isCurrent(use, watched.now));
      const enabled = certificate.holders.some(({ services }) => services?.has('SMTP') === true);
      return uses.length === 0 && !enabled ? [] : [observationOf({ ...certificate, thumbprint, notAfter, uses }, watched.now)];
    }),
};

type Ending = TenantCertificate & { readonly notAfter: number };

function isCurrent({ how, lastSeen }: CertificateUse, now: number): boolean {
  return how !== 'seen' || (lastSeen !== undefined && now - lastSeen <= SEEN_LATELY_DAYS * DAY);
}

function observationOf(certificate: Ending, now: number): Observation {
  const { thumbprint, notAfter } = certificate;
  const expired = notAfter <= now;
  return {
    watch: certificateExpiring.id,
    severity: severityOf(certificate, now),
    title: expired ? 'A certificate has expired' : 'A certificate expires soon',
    summary: [`${nameOf(certificate)} ${whenItEnds(notAfter, now)}.`, whereItIs(certificate), ...rehearsal(certificate.uses)].join(' '),
    server: null,
    connector: null,
    keyFact: thumbprint,
    since: new Date(notAfter - FIRST_NOTICE_DAYS * DAY).toISOString(),
    deadline: deadlineAt(notAfter, NOTICES, now),
    causes: [{ id: 'renewal-due', likelihood: 'certain', why: `The certificate is valid until ${day(notAfter)}.` }],
    remedy: renewalRemedy(certificate),
    references: [HYBRID_CERTIFICATES, SELECTION],
  };
}

/** Nothing is worse than what stands still; and what has a successor is only worth knowing. */
function severityOf({ notAfter, uses }: Ending, now: number): Severity {
  const needs = uses.flatMap(({ need, takenOverBy }) => (need === undefined || typeof takenOverBy === 'string' ? [] : [need]));
  const [worst = 'info'] = SEVERITIES.filter((severity) => needs.includes(severity));
  const days = (notAfter - now) / DAY;
  if (days <= 1) return worst;
  return worst === 'blocker' && days <= 14 ? 'degraded' : days <= 14 ? worst : 'info';
}

function nameOf({ thumbprint, subject }: Ending): string {
  return `Certificate ${shortThumbprint(thumbprint)}${subject === undefined ? '' : ` (${subject})`}`;
}

function whenItEnds(notAfter: number, now: number): string {
  const days = Math.floor(Math.abs(notAfter - now) / DAY);
  const count = days === 0 ? 'less than a day' : days === 1 ? '1 day' : `${days} days`;
  return notAfter <= now ? `expired on ${day(notAfter)}, ${count} ago` : `ends on ${day(notAfter)}, in ${count}`;
}

function whereItIs({ holders }: Ending): string {
  const servers = holders.map(({ server }) => server).sort();
  if (servers.length === 0) return 'Sessions showed it; no inventory lists it.';
  return servers.length === 1 ? `It is on ${listed(servers)}.` : `It is on ${servers.length} servers: ${listed(servers)}.`;
}

/** What becomes of each use on the day after. */
function rehearsal(uses: readonly CertificateUse[]): readonly string[] {
  if (uses.length === 0) return ['It is enabled for SMTP, and no connector that is known selects it.'];
  const places = (takes: (use: CertificateUse) => boolean) => uses.filter(takes).map(placeOf).sort();
  const alone = places(({ takenOverBy }) => takenOverBy === null);
  const unknown = places(({ takenOverBy }) => takenOverBy === undefined);
  const successors = [...new Set(uses.flatMap(({ takenOverBy }) => takenOverBy ?? []))].sort();
  return [
    ...(alone.length === 0 ? [] : [`Nothing usable takes over for ${listed(alone)}.`]),
    ...(unknown.length === 0 ? [] : [`It is used by ${listed(unknown)}; what takes over is not known without the inventory.`]),
    ...successors.flatMap((successor) => {
      const going = places(({ how, takenOverBy }) => takenOverBy === successor && how === 'selected');
      const gone = places(({ how, takenOverBy }) => takenOverBy === successor && how !== 'selected');
      return [
        ...(going.length === 0 ? [] : [`${listed(going)} will go over to ${shortThumbprint(successor)} without further ado.`]),
        ...(gone.length === 0 ? [] : [`${listed(gone)} already has ${shortThumbprint(successor)} before it.`]),
      ];
    }),
  ];
}

function placeOf({ connector, server }: CertificateUse): string {
  const what = connector === null ? 'the mail among your own Exchange servers' : `“${connector}”`;
  // A receive connector's name begins with its server.
  return server === null || connector?.toLowerCase().startsWith(`${server.toLowerCase()}\\`) === true ? what : `${what} on ${server}`;
}
