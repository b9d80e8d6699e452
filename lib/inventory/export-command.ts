import type { InventoryKind } from './kinds.js';

/** The command whose output each kind of export is. */
export const EXPORT_COMMANDS: Readonly<Record<InventoryKind, string>> = {
  'exchange-certificates': 'Get-ExchangeCertificate',
  'machine-certificates': 'Get-ChildItem Cert:\\LocalMachine\\My',
  'receive-connectors': 'Get-ReceiveConnector',
  'send-connectors': 'Get-SendConnector',
  probes: 'mailflow probe --json',
  queues: 'Get-Queue',
  'accepted-domains': 'Get-AcceptedDomain',
  'exchange-servers': 'Get-ExchangeServer',
  'hybrid-configuration': 'Get-HybridConfiguration',
  'mailbox-transport-services': 'Get-MailboxTransportService',
  'frontend-transport-services': 'Get-FrontendTransportService',
  'transport-services': 'Get-TransportService',
};
