import type { ReceiveConnector } from '../../inventory/receive-connector.js';
import type { SendConnector } from '../../inventory/send-connector.js';

/** A setting by Exchange's own name, as a person reads it; `undefined` where an export does not tell. */
export type NamedSetting = readonly [name: string, value: string | undefined];

/** What matters to the mail of a send connector. */
export function sendSettings(connector: SendConnector): readonly NamedSetting[] {
  return [
    ['Enabled', shown(connector.enabled)],
    ['AddressSpaces', shown(connector.addressSpaces?.map(({ type, address, cost }) => `${type}:${address};${cost ?? 1}`))],
    ['SmartHosts', shown(connector.smartHosts)],
    ['DNSRoutingEnabled', shown(connector.dnsRoutingEnabled)],
    ['Port', shown(connector.port)],
    ['Fqdn', shown(connector.fqdn)],
    ['RequireTLS', shown(connector.requireTls)],
    ['IgnoreSTARTTLS', shown(connector.ignoreStartTls)],
    ['TlsAuthLevel', shown(connector.tlsAuthLevel)],
    ['TlsDomain', shown(connector.tlsDomain)],
    ['TlsCertificateName', shown(connector.tlsCertificateName)],
    ['CloudServicesMailEnabled', shown(connector.cloudServicesMailEnabled)],
    ['SmartHostAuthMechanism', shown(connector.smartHostAuth)],
    ['FrontendProxyEnabled', shown(connector.frontendProxyEnabled)],
    ['SourceTransportServers', shown(connector.sourceTransportServers)],
    ['MaxMessageSize', shown(connector.maxMessageSize)],
  ];
}

/** What matters to the mail of a receive connector. */
export function receiveSettings(connector: ReceiveConnector): readonly NamedSetting[] {
  return [
    ['Enabled', shown(connector.enabled)],
    ['TransportRole', shown(connector.transportRole)],
    ['Bindings', shown(connector.bindings)],
    ['RemoteIPRanges', shown(connector.remoteIpRanges)],
    ['Fqdn', shown(connector.fqdn)],
    ['AuthMechanism', shown(connector.authMechanism)],
    ['PermissionGroups', shown(connector.permissionGroups)],
    ['RequireTLS', shown(connector.requireTls)],
    ['TlsCertificateName', shown(connector.tlsCertificateName)],
    [
      'TlsDomainCapabilities',
      shown(connector.tlsDomainCapabilities?.map(({ domain, capabilities }) => `${domain}:${capabilities.join(',')}`)),
    ],
    ['MaxMessageSize', shown(connector.maxMessageSize)],
    ['MaxInboundConnection', shown(connector.maxInboundConnection)],
    ['MaxInboundConnectionPerSource', shown(connector.maxInboundConnectionPerSource)],
    ['MaxInboundConnectionPercentagePerSource', shown(connector.maxInboundConnectionPercentagePerSource)],
    ['MessageRateLimit', shown(connector.messageRateLimit)],
    ['ConnectionTimeout', shown(connector.connectionTimeout)],
    ['ConnectionInactivityTimeout', shown(connector.connectionInactivityTimeout)],
    ['TarpitInterval', shown(connector.tarpitInterval)],
    ['MaxAcknowledgementDelay', shown(connector.maxAcknowledgementDelay)],
  ];
}

type Value = string | number | boolean | null | undefined | readonly string[] | ReadonlySet<string>;

/** Lists in one order: in which a command prints them says nothing. */
function shown(value: Value): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'empty';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'object') return [...value].sort().join(', ') || 'empty';
  return String(value);
}
