import { readAcceptedDomain, type AcceptedDomain } from './accepted-domain.js';
import { readExchangeCertificate, type ExchangeCertificate } from './exchange-certificate.js';
import { readExchangeServer, type ExchangeServer } from './exchange-server.js';
import { readHybridConfiguration, type HybridConfiguration } from './hybrid-configuration.js';
import { readMachineCertificate, type MachineCertificate } from './machine-certificate.js';
import { property, type Properties } from './powershell/properties.js';
import { readKnownText } from './powershell/text.js';
import { readProbeResult, type ProbeResult } from './probe-result.js';
import { readQueue, type Queue } from './queue.js';
import { readReceiveConnector, type ReceiveConnector } from './receive-connector.js';
import { readSendConnector, type SendConnector } from './send-connector.js';
import { readTransportService, type TransportService } from './transport-service.js';

/** What each kind of export holds. */
export interface InventoryItems {
  readonly 'exchange-certificates': ExchangeCertificate;
  readonly 'machine-certificates': MachineCertificate;
  readonly 'send-connectors': SendConnector;
  readonly 'receive-connectors': ReceiveConnector;
  readonly 'transport-services': TransportService;
  readonly 'frontend-transport-services': TransportService;
  readonly 'mailbox-transport-services': TransportService;
  readonly queues: Queue;
  readonly 'accepted-domains': AcceptedDomain;
  readonly 'exchange-servers': ExchangeServer;
  readonly 'hybrid-configuration': HybridConfiguration;
  readonly probes: ProbeResult;
}

export type InventoryKind = keyof InventoryItems;

interface KindOfExport<K extends InventoryKind> {
  /** Reads one object; `undefined` when it lacks what names it. */
  readonly read: (item: Properties) => InventoryItems[K] | undefined;
  /** Whether an object that does not say what it is can only be of this kind. */
  readonly recognises: (item: Properties) => boolean;
}

/** Properties that no other kind has together. */
const has =
  (...names: readonly string[]) =>
  (item: Properties) =>
    names.every((name) => property(item, name) !== undefined);

/**
 * The three transport services differ in little but the folder of their logs, `…\TransportRoles\Logs\Hub\ProtocolLog\SmtpSend` and the like.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging#location-of-the-protocol-log-files
 */
const logsUnder = (role: 'Hub' | 'FrontEnd' | 'Mailbox' | 'Edge') => (item: Properties) =>
  ['SendProtocolLogPath', 'ReceiveProtocolLogPath'].some((name) =>
    readKnownText(property(item, name))?.toLowerCase().includes(`\\logs\\${role.toLowerCase()}\\protocollog`),
  );

/** All kinds, the more particular before the more general: {@link recogniseKind} takes the first that fits. */
export const KINDS: { readonly [K in InventoryKind]: KindOfExport<K> } = {
  'exchange-certificates': { read: readExchangeCertificate, recognises: has('Thumbprint', 'Services') },
  'machine-certificates': {
    read: readMachineCertificate,
    recognises: has('Thumbprint', 'HasPrivateKey'),
  },
  'receive-connectors': { read: readReceiveConnector, recognises: has('Bindings', 'RemoteIPRanges') },
  'send-connectors': { read: readSendConnector, recognises: has('AddressSpaces') },
  probes: { read: readProbeResult, recognises: has('target', 'resolvers', 'sessions') },
  queues: { read: readQueue, recognises: has('NextHopDomain') },
  'accepted-domains': { read: readAcceptedDomain, recognises: has('DomainName', 'DomainType') },
  'exchange-servers': { read: readExchangeServer, recognises: has('AdminDisplayVersion') },
  'hybrid-configuration': {
    read: readHybridConfiguration,
    recognises: has('SendingTransportServers', 'ReceivingTransportServers'),
  },
  'mailbox-transport-services': { read: readTransportService, recognises: logsUnder('Mailbox') },
  'frontend-transport-services': { read: readTransportService, recognises: logsUnder('FrontEnd') },
  'transport-services': {
    read: readTransportService,
    recognises: (item) => logsUnder('Hub')(item) || logsUnder('Edge')(item),
  },
};

export const INVENTORY_KINDS = Object.keys(KINDS) as readonly InventoryKind[];

/** What an object of a bare export must be, by its properties; `undefined` when that can't be told. */
export function recogniseKind(item: Properties): InventoryKind | undefined {
  return INVENTORY_KINDS.find((kind) => KINDS[kind].recognises(item));
}
