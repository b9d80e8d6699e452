import { readName } from './powershell/enumeration.js';
import { readLimit, type Limit } from './powershell/limit.js';
import { property, type Properties } from './powershell/properties.js';
import { readSize } from './powershell/size.js';
import { readKnownText, readText } from './powershell/text.js';
import { readTimeSpan } from './powershell/time-span.js';
import { PROTOCOL_LOGGING, type ProtocolLogging } from './protocol-logging.js';
import { readThumbprint } from './thumbprint.js';

/** Where a service keeps one of its protocol logs, and how much of it. The oldest file goes first when a limit is met. */
export interface ProtocolLogSettings {
  /** `null`: set to nothing, so nothing is logged. */
  readonly path: string | null | undefined;
  readonly maxAgeMilliseconds: number | undefined;
  readonly maxDirectoryBytes: Limit | undefined;
  readonly maxFileBytes: Limit | undefined;
}

/**
 * One service of `Get-TransportService`, `Get-FrontendTransportService` or `Get-MailboxTransportService`; the three share their properties.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/connectors/configure-protocol-logging
 */
export interface TransportService {
  /** The server. */
  readonly name: string;
  readonly sendProtocolLog: ProtocolLogSettings;
  readonly receiveProtocolLog: ProtocolLogSettings;
  /** The built-in connectors between the organization's servers; Transport and Front End Transport have it. */
  readonly intraOrgConnectorProtocolLogging: ProtocolLogging | undefined;
  /** The built-in connector to the mailboxes; Mailbox Transport has it. */
  readonly mailboxDeliveryConnectorProtocolLogging: ProtocolLogging | undefined;
  /** The certificate for X-ANONYMOUSTLS between own servers. */
  readonly internalTransportCertificateThumbprint: string | undefined;
  readonly connectivityLogPath: string | null | undefined;
}

export function readTransportService(item: Properties): TransportService | undefined {
  const name = readKnownText(property(item, 'Name')) ?? readKnownText(property(item, 'Identity'));
  if (name === undefined) return undefined;
  return {
    name,
    sendProtocolLog: readProtocolLog(item, 'Send'),
    receiveProtocolLog: readProtocolLog(item, 'Receive'),
    intraOrgConnectorProtocolLogging: readName(property(item, 'IntraOrgConnectorProtocolLoggingLevel'), PROTOCOL_LOGGING),
    mailboxDeliveryConnectorProtocolLogging: readName(property(item, 'MailboxDeliveryConnectorProtocolLoggingLevel'), PROTOCOL_LOGGING),
    internalTransportCertificateThumbprint: readThumbprint(property(item, 'InternalTransportCertificateThumbprint')),
    connectivityLogPath: readText(property(item, 'ConnectivityLogPath')),
  };
}

function readProtocolLog(item: Properties, side: 'Send' | 'Receive'): ProtocolLogSettings {
  return {
    path: readText(property(item, `${side}ProtocolLogPath`)),
    maxAgeMilliseconds: readTimeSpan(property(item, `${side}ProtocolLogMaxAge`)),
    maxDirectoryBytes: readLimit(property(item, `${side}ProtocolLogMaxDirectorySize`), readSize),
    maxFileBytes: readLimit(property(item, `${side}ProtocolLogMaxFileSize`), readSize),
  };
}
