import { readBindings } from './binding.js';
import { readName, readNames, type Enumeration } from './powershell/enumeration.js';
import { readCount, readLimit, type Limit } from './powershell/limit.js';
import { readTexts } from './powershell/list.js';
import { property, type Properties } from './powershell/properties.js';
import { readSize } from './powershell/size.js';
import { readKnownText, readText } from './powershell/text.js';
import { readTimeSpan } from './powershell/time-span.js';
import { readTruth } from './powershell/truth.js';
import { PROTOCOL_LOGGING, type ProtocolLogging } from './protocol-logging.js';
import { readTlsCertificateName } from './tls-certificate-name.js';
import { readTlsDomainCapabilities, type TlsDomainCapability } from './tls-domain-capability.js';

/**
 * Numbers: flags are printed in ascending order, so the pairs “Tls, Integrated, BasicAuth, BasicAuthRequireTLS” = 15 and the same with
 * ExchangeServer = 31 give each of them.
 *
 * @source https://github.com/microsoft/CSS-Exchange, test data GetReceiveConnector.xml
 */
const AUTH_MECHANISM: Enumeration<'Tls' | 'Integrated' | 'BasicAuth' | 'BasicAuthRequireTLS' | 'ExchangeServer' | 'ExternalAuthoritative'> =
  {
    names: ['Tls', 'Integrated', 'BasicAuth', 'BasicAuthRequireTLS', 'ExchangeServer', 'ExternalAuthoritative'],
    numbers: { Tls: 1, Integrated: 2, BasicAuth: 4, BasicAuthRequireTLS: 8, ExchangeServer: 16 },
  };

export type AuthMechanism = (typeof AUTH_MECHANISM.names)[number];

/** Numbers from the same file: ExchangeUsers = 2, ExchangeServers = 4, with ExchangeLegacyServers 14, with AnonymousUsers 13. */
const PERMISSION_GROUPS: Enumeration<
  'AnonymousUsers' | 'ExchangeUsers' | 'ExchangeServers' | 'ExchangeLegacyServers' | 'Partners' | 'Custom'
> = {
  names: ['AnonymousUsers', 'ExchangeUsers', 'ExchangeServers', 'ExchangeLegacyServers', 'Partners', 'Custom'],
  numbers: { AnonymousUsers: 1, ExchangeUsers: 2, ExchangeServers: 4, ExchangeLegacyServers: 8 },
};

export type PermissionGroup = (typeof PERMISSION_GROUPS.names)[number];

const TRANSPORT_ROLE: Enumeration<'FrontendTransport' | 'HubTransport'> = {
  names: ['FrontendTransport', 'HubTransport'],
  numbers: { FrontendTransport: 16384, HubTransport: 32 },
};

export type TransportRole = (typeof TRANSPORT_ROLE.names)[number];

/**
 * One connector of `Get-ReceiveConnector`. `null` is a property that is set to nothing, `undefined` one that the export does not tell.
 *
 * @source https://learn.microsoft.com/powershell/module/exchange/set-receiveconnector
 */
export interface ReceiveConnector {
  readonly direction: 'receive';
  /** `EX01\Default Frontend EX01`: the connector-id of the receive protocol log. */
  readonly identity: string;
  readonly name: string;
  readonly server: string | undefined;
  readonly enabled: boolean | undefined;
  readonly transportRole: TransportRole | undefined;
  /** `ip:port`, IPv6 in brackets. */
  readonly bindings: readonly string[] | undefined;
  /** As set: an address, a range `a-b`, or CIDR. The most specific range of all connectors wins. */
  readonly remoteIpRanges: readonly string[] | undefined;
  readonly fqdn: string | null | undefined;
  /** `<I>issuer<S>subject`, as set. */
  readonly tlsCertificateName: string | null | undefined;
  readonly tlsDomainCapabilities: readonly TlsDomainCapability[] | undefined;
  readonly authMechanism: ReadonlySet<AuthMechanism> | undefined;
  readonly permissionGroups: ReadonlySet<PermissionGroup> | undefined;
  readonly requireTls: boolean | undefined;
  readonly protocolLogging: ProtocolLogging | undefined;
  /** Bytes. */
  readonly maxMessageSize: Limit | undefined;
  readonly maxInboundConnection: Limit | undefined;
  readonly maxInboundConnectionPerSource: Limit | undefined;
  readonly maxInboundConnectionPercentagePerSource: number | undefined;
  readonly maxRecipientsPerMessage: number | undefined;
  /** Messages a minute. */
  readonly messageRateLimit: Limit | undefined;
  /** Milliseconds, like the three that follow. */
  readonly connectionTimeout: number | undefined;
  readonly connectionInactivityTimeout: number | undefined;
  readonly tarpitInterval: number | undefined;
  readonly maxAcknowledgementDelay: number | undefined;
}

export function readReceiveConnector(item: Properties): ReceiveConnector | undefined {
  const names = readNamesOfConnector(item);
  if (names === undefined) return undefined;
  return {
    direction: 'receive',
    ...names,
    enabled: readTruth(property(item, 'Enabled')),
    transportRole: readName(property(item, 'TransportRole'), TRANSPORT_ROLE),
    bindings: readBindings(property(item, 'Bindings')),
    remoteIpRanges: readTexts(property(item, 'RemoteIPRanges')),
    fqdn: readText(property(item, 'Fqdn')),
    tlsCertificateName: readTlsCertificateName(property(item, 'TlsCertificateName')),
    tlsDomainCapabilities: readTlsDomainCapabilities(property(item, 'TlsDomainCapabilities')),
    authMechanism: readNames(property(item, 'AuthMechanism'), AUTH_MECHANISM),
    permissionGroups: readNames(property(item, 'PermissionGroups'), PERMISSION_GROUPS),
    requireTls: readTruth(property(item, 'RequireTLS')),
    protocolLogging: readName(property(item, 'ProtocolLoggingLevel'), PROTOCOL_LOGGING),
    maxMessageSize: readLimit(property(item, 'MaxMessageSize'), readSize),
    maxInboundConnection: readLimit(property(item, 'MaxInboundConnection'), readCount),
    maxInboundConnectionPerSource: readLimit(property(item, 'MaxInboundConnectionPerSource'), readCount),
    maxInboundConnectionPercentagePerSource: readCount(property(item, 'MaxInboundConnectionPercentagePerSource')),
    maxRecipientsPerMessage: readCount(property(item, 'MaxRecipientsPerMessage')),
    messageRateLimit: readLimit(property(item, 'MessageRateLimit'), readCount),
    connectionTimeout: readTimeSpan(property(item, 'ConnectionTimeout')),
    connectionInactivityTimeout: readTimeSpan(property(item, 'ConnectionInactivityTimeout')),
    tarpitInterval: readTimeSpan(property(item, 'TarpitInterval')),
    maxAcknowledgementDelay: readTimeSpan(property(item, 'MaxAcknowledgementDelay')),
  };
}

/** Identity is `server\name`, but as a directory object it has only the name; either gives the other. */
function readNamesOfConnector(item: Properties): Pick<ReceiveConnector, 'identity' | 'name' | 'server'> | undefined {
  const identity = readKnownText(property(item, 'Identity'));
  const backslash = identity?.indexOf('\\') ?? -1;
  const server = readKnownText(property(item, 'Server')) ?? (backslash > 0 ? identity?.slice(0, backslash) : undefined);
  const name = readKnownText(property(item, 'Name')) ?? identity?.slice(backslash + 1);
  if (name === undefined) return undefined;
  if (identity !== undefined && backslash > 0) return { identity, name, server };
  return { identity: server === undefined ? name : `${server}\\${name}`, name, server };
}
