import type { Enumeration } from './powershell/enumeration.js';

/**
 * Whether a connector writes the log that Mailflow lives from.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging (names)
 * @source https://github.com/microsoft/CSS-Exchange, test data GetReceiveConnector.xml (numbers)
 */
export const PROTOCOL_LOGGING: Enumeration<'None' | 'Verbose'> = { names: ['None', 'Verbose'], numbers: { None: 0, Verbose: 1 } };

export type ProtocolLogging = (typeof PROTOCOL_LOGGING.names)[number];
