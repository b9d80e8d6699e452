import type { TenantAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { Activity } from '../tenant/activity.js';
import { Certificates } from '../tenant/certificates.js';
import { Connectors } from '../tenant/connectors.js';
import { Findings } from '../tenant/findings.js';
import { Foreseen } from '../tenant/foreseen.js';
import { LogFiles } from '../tenant/log-files.js';
import { Servers } from '../tenant/servers.js';
import { useTitle } from '../parts/use-title.js';

/** One tenant: what fails, what will fail, how much mail flows, and whether its logs are all here. */
export function TenantPage({ tenant }: { readonly tenant: string }) {
  const home = `/tenants/${encodeURIComponent(tenant)}`;
  const { answer } = useResource<TenantAnswer>(`/api/v1${home}`);
  useTitle(answer?.name ?? tenant);
  return (
    <article class="tenant">
      <h1>
        {answer?.name ?? tenant} <span class="quiet">{tenant}</span>
      </h1>
      <Findings home={home} />
      <Foreseen home={home} />
      <Activity home={home} />
      <Servers home={home} />
      <Connectors home={home} />
      <Certificates home={home} />
      <LogFiles home={home} />
    </article>
  );
}
