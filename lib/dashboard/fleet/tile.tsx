import { Link } from 'wouter-preact';
import type { FleetTenantAnswer } from '../asking/answers.js';
import { SeverityBadge } from '../parts/severity-badge.js';

/** One tenant on the wall: how it fares at a glance. */
export function Tile({ tenant }: { readonly tenant: FleetTenantAnswer }) {
  const { name, worst, open, handled, silentServers, expiringCertificates } = tenant;
  const findings = Object.values(open).reduce((sum, count) => sum + count, 0);
  return (
    <li class={`tile ${worst === null ? 'tile-well' : `tile-${worst}`}`}>
      <Link href={`/tenants/${encodeURIComponent(tenant.tenant)}`}>{name}</Link>
      <p>
        {worst === null ? (
          <span class="well">mail flows</span>
        ) : (
          <>
            <SeverityBadge severity={worst} /> {findings} {findings === 1 ? 'finding' : 'findings'}
          </>
        )}
      </p>
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
