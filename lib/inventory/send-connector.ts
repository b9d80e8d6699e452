import { readAddressSpaces, type AddressSpace } from './address-space.js';
import { readName, type Enumeration } from './powershell/enumeration.js';
import { readCount, readLimit, type Limit } from './powershell/limit.js';
import { readTexts } from './powershell/list.js';
import { property, type Properties } from './powershell/properties.js';
import { readSize } from './powershell/size.js';
import { readKnownText, readText } from './powershell/text.js';
import { readTruth } from './powershell/truth.js';
import { PROTOCOL_LOGGING, type ProtocolLogging } from './protocol-logging.js';
import { readTlsCertificateName } from './tls-certificate-name.js';

const TLS_AUTH_LEVEL: Enumeration<'EncryptionOnly' | 'CertificateValidation' | 'DomainValidation'> = {
  names: ['EncryptionOnly', 'CertificateValidation', 'DomainValidation'],
  // CSS-Exchange, test data GetSendConnectorConfiguredToRelayToM365.xml; the other two have been seen as text only.
  numbers: { CertificateValidation: 2 },
};

export type TlsAuthLevel = (typeof TLS_AUTH_LEVEL.names)[number];

const SMART_HOST_AUTH: Enumeration<'None' | 'BasicAuth' | 'BasicAuthRequireTLS' | 'ExchangeServer' | 'ExternalAuthoritative'> = {
  names: ['None', 'BasicAuth', 'BasicAuthRequireTLS', 'ExchangeServer', 'ExternalAuthoritative'],
  numbers: { None: 0 },
};

export type SmartHostAuth = (typeof SMART_HOST_AUTH.names)[number];

/**
 * One connector of `Get-SendConnector`. `null` is a property that is set to nothing, `undefined` one that the export does not tell.
 *
 * @source https://learn.microsoft.com/powershell/module/exchange/set-sendconnector
 */
export interface SendConnector {
  readonly direction: 'send';
  /** The connector-id of the send protocol log. */
  readonly name: string;
  readonly enabled: boolean | undefined;
  readonly addressSpaces: readonly AddressSpace[] | undefined;
  readonly smartHosts: readonly string[] | undefined;
  readonly dnsRoutingEnabled: boolean | undefined;
  readonly requireTls: boolean | undefined;
  /** True makes Exchange blind to the other side's STARTTLS. */
  readonly ignoreStartTls: boolean | undefined;
  readonly tlsAuthLevel: TlsAuthLevel | null | undefined;
  readonly tlsDomain: string | null | undefined;
  /** `<I>issuer<S>subject`, as set. */
  readonly tlsCertificateName: string | null | undefined;
  readonly fqdn: string | null | undefined;
  readonly cloudServicesMailEnabled: boolean | undefined;
  /** True: the wire session is in the Front End's log, not in the Hub's. */
  readonly frontendProxyEnabled: boolean | undefined;
  readonly smartHostAuth: SmartHostAuth | undefined;
  readonly sourceTransportServers: readonly string[] | undefined;
  readonly protocolLogging: ProtocolLogging | undefined;
  /** Bytes. */
  readonly maxMessageSize: Limit | undefined;
  readonly port: number | undefined;
}

export function readSendConnector(item: Properties): SendConnector | undefined {
  const name = readKnownText(property(item, 'Name')) ?? readKnownText(property(item, 'Identity'));
  if (name === undefined) return undefined;
  const tlsAuthLevel = property(item, 'TlsAuthLevel');
  return {
    direction: 'send',
    name,
    enabled: readTruth(property(item, 'Enabled')),
    addressSpaces: readAddressSpaces(property(item, 'AddressSpaces')),
    smartHosts: readTexts(property(item, 'SmartHosts')),
    dnsRoutingEnabled: readTruth(property(item, 'DNSRoutingEnabled')),
    requireTls: readTruth(property(item, 'RequireTLS')),
    ignoreStartTls: readTruth(property(item, 'IgnoreSTARTTLS')),
    tlsAuthLevel: readText(tlsAuthLevel) === null ? null : readName(tlsAuthLevel, TLS_AUTH_LEVEL),
    tlsDomain: readText(property(item, 'TlsDomain')),
    tlsCertificateName: readTlsCertificateName(property(item, 'TlsCertificateName')),
    fqdn: readText(property(item, 'Fqdn')),
    cloudServicesMailEnabled: readTruth(property(item, 'CloudServicesMailEnabled')),
    frontendProxyEnabled: readTruth(property(item, 'FrontendProxyEnabled')),
    smartHostAuth: readName(property(item, 'SmartHostAuthMechanism'), SMART_HOST_AUTH),
    sourceTransportServers: readTexts(property(item, 'SourceTransportServers')),
    protocolLogging: readName(property(item, 'ProtocolLoggingLevel'), PROTOCOL_LOGGING),
    maxMessageSize: readLimit(property(item, 'MaxMessageSize'), readSize),
    port: readCount(property(item, 'Port')),
  };
}
