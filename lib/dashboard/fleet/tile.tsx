import { Link } from 'wouter-preact';
import type { Severity } from '../../diagnosis/rule.js';
import type { FleetTenantAnswer } from '../asking/answers.js';
import { Sparkline } from '../parts/sparkline.js';
import { SeverityBadge } from '../parts/severity-badge.js';

/** One tenant on the wall: how it fares at a glance. */
export function Tile({ tenant }: { readonly tenant: FleetTenantAnswer }) {
  const { name, worst, open, handled, silentServers, expiringCertificates, failedShares } = tenant;
  return (
    <li class={`tile ${worst === null ? 'tile-well' : `tile-${worst}`}`}>
      <Link href={`/tenants/${encodeURIComponent(tenant.tenant)}`}>{name}</Link>
      <p>
        {worst === null ? (
          <span class="well">mail flows</span>
        ) : (
          // The API has the worst first.
          (Object.keys(open) as Severity[]).map((severity) => (
            <SeverityBadge key={severity} severity={severity} count={open[severity] ?? 0} />
          ))
        )}
      </p>
      <Sparkline shares={failedShares} says={failedInWords(failedShares)} />
      <p class="quiet">
        {[
          handled > 0 && `${handled} handled`,
          silentServers.length > 0 && `silent: ${silentServers.join(', ')}`,
          expiringCertificates > 0 && `${expiringCertificates} certificate${expiringCertificates === 1 ? '' : 's'} ending`,
        ]
          .filter((text) => text !== false)
          .join(' · ')}
      </p>
    </li>
  );
}

/** The sparkline for whoever hears it. */
function failedInWords(shares: readonly (number | null)[]): string {
  const seen = shares.filter((share) => share !== null);
  if (seen.length === 0) return 'no session in the last 24 hours';
  const hours = seen.filter((share) => share > 0).length;
  return hours === 0
    ? 'no session failed in the last 24 hours'
    : `sessions failed in ${hours} of the last 24 hours, at worst ${Math.round(Math.max(...seen) * 100)} %`;
}
