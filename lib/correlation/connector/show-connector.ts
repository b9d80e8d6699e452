import { powershellString } from '../../diagnosis/powershell.js';
import type { Failure } from '../failure.js';

/** The command that shows a connector's settings for TLS and routing; it only reads. */
export function showConnector({ direction, connector }: Pick<Failure, 'direction' | 'connector'>): string {
  const name = powershellString(connector);
  return direction === 'send'
    ? `Get-SendConnector ${name} | Format-List Name,Enabled,SmartHosts,Fqdn,RequireTLS,IgnoreSTARTTLS,TlsAuthLevel,TlsDomain,TlsCertificateName,CloudServicesMailEnabled,ProtocolLoggingLevel`
    : `Get-ReceiveConnector ${name} | Format-List Identity,Enabled,Bindings,RemoteIPRanges,Fqdn,AuthMechanism,PermissionGroups,RequireTLS,TlsCertificateName,TlsDomainCapabilities,ProtocolLoggingLevel`;
}
