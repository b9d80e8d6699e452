import type { RemedyDraft } from '../../rule.js';
import type { Scene } from '../../facts/scene.js';
import { connectorArgument } from '../../words.js';

/** Shows what a receive connector says about TLS. */
export function lookAtReceiveConnector(scene: Scene): RemedyDraft {
  const known = scene.direction === 'receive' && scene.connector !== undefined;
  return {
    do: 'See what the receive connector says about TLS.',
    command: `Get-ReceiveConnector${known ? ` ${connectorArgument(scene)}` : ''} | Format-List Identity,Fqdn,AuthMechanism,RequireTLS,TlsCertificateName,TlsDomainCapabilities,RemoteIPRanges`,
  };
}

/** Shows what a send connector says about TLS. */
export function lookAtSendConnector(scene: Scene): RemedyDraft {
  const known = scene.direction !== 'receive' && scene.connector !== undefined;
  return {
    do: 'See what the send connector says about TLS.',
    command: `Get-SendConnector${known ? ` ${connectorArgument(scene)}` : ''} | Format-List Identity,Fqdn,RequireTLS,TlsAuthLevel,TlsDomain,TlsCertificateName,IgnoreSTARTTLS,SmartHosts,SourceTransportServers`,
  };
}

/** The transport service takes up a new certificate or connector setting at the latest after a restart. */
export function restartTransport(inbound: boolean): RemedyDraft {
  return {
    do: 'Restart the service that took the connection, so that it takes up the change.',
    command: `Restart-Service ${inbound ? 'MSExchangeFrontEndTransport' : 'MSExchangeTransport'}`,
    caution: 'Mail stands still for a moment: outside busy hours, one server after the other.',
    verify: 'Test-ServiceHealth shows all services running.',
  };
}

export const RUN_HYBRID_WIZARD: RemedyDraft = {
  do: 'Run the Hybrid Configuration Wizard again and choose the certificate that is in use: it sets the connectors of both sides alike.',
  caution: 'It rewrites the hybrid connectors: note changes that were made to them by hand.',
  verify: 'The next session on the hybrid connector logs “negotiation succeeded” and goes on to MAIL FROM.',
};
