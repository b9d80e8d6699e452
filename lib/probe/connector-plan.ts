import type { SendConnector } from '../inventory/send-connector.js';
import type { TlsDemand } from '../inventory/tls-demand.js';
import type { ProbePlan } from './plan.js';
import { isHostName, parseTarget, type ProbeTarget } from './target.js';

export const SMTP_PORT = 25;

/** What a send connector decides of a probe in its place. */
export interface ConnectorPlan extends Pick<ProbePlan, 'connector' | 'demand' | 'tlsName'> {
  readonly port: number;
  /** The connector's Fqdn; `undefined` where it has none, then Exchange says the server's own name. */
  readonly ehloName: string | undefined;
  /** Its smart hosts; empty when it delivers by MX. */
  readonly targets: readonly ProbeTarget[];
}

export function connectorPlan(connector: SendConnector): ConnectorPlan {
  const { name, port, tlsDomain, fqdn, smartHosts } = connector;
  return {
    connector: name,
    port: port ?? SMTP_PORT,
    demand: demandOf(connector),
    tlsName: tlsDomain ?? undefined,
    ehloName: typeof fqdn === 'string' && isHostName(fqdn) ? fqdn : undefined,
    targets: (smartHosts ?? []).flatMap((host) => parseTarget(host) ?? []),
  };
}

/** RequireTLS without a TlsAuthLevel asks for encryption and looks at no certificate. */
function demandOf({ ignoreStartTls, requireTls, tlsAuthLevel }: SendConnector): TlsDemand {
  if (ignoreStartTls === true) return 'none';
  return tlsAuthLevel ?? (requireTls === true ? 'EncryptionOnly' : 'opportunistic');
}
