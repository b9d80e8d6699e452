import type { ConnectorAnswer } from '../asking/answers.js';

type Configuration = NonNullable<ConnectorAnswer['configuration']>;

/** The properties that are shown, under the names that Exchange's own cmdlets give them. */
const NAMES: Readonly<Partial<Record<string, string>>> = {
  enabled: 'Enabled',
  fqdn: 'Fqdn',
  tlsCertificateName: 'TlsCertificateName',
  requireTls: 'RequireTLS',
  protocolLogging: 'ProtocolLoggingLevel',
  addressSpaces: 'AddressSpaces',
  smartHosts: 'SmartHosts',
  dnsRoutingEnabled: 'DNSRoutingEnabled',
  ignoreStartTls: 'IgnoreSTARTTLS',
  tlsAuthLevel: 'TlsAuthLevel',
  tlsDomain: 'TlsDomain',
  cloudServicesMailEnabled: 'CloudServicesMailEnabled',
  frontendProxyEnabled: 'FrontendProxyEnabled',
  sourceTransportServers: 'SourceTransportServers',
  port: 'Port',
  bindings: 'Bindings',
  remoteIpRanges: 'RemoteIPRanges',
  transportRole: 'TransportRole',
  authMechanism: 'AuthMechanism',
  permissionGroups: 'PermissionGroups',
  tlsDomainCapabilities: 'TlsDomainCapabilities',
};

/** What is set of a connector, property by property. What is set to nothing, or not told, is left out. */
export function configurationRows(configuration: Configuration): readonly (readonly [string, string])[] {
  return Object.entries(configuration).flatMap(([key, value]): [string, string][] => {
    const name = NAMES[key];
    if (name === undefined || value === null || (Array.isArray(value) && value.length === 0)) return [];
    return [[name, Array.isArray(value) ? value.join(', ') : typeof value === 'boolean' ? POWERSHELL_TRUTH[`${value}`] : String(value)]];
  });
}

const POWERSHELL_TRUTH = { true: 'True', false: 'False' } as const;
