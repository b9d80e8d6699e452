import type { Reference } from '../diagnosis/rule.js';

/** How much Exchange logs, where, and how long it keeps it. */
export const PROTOCOL_LOGGING: Reference = {
  title: 'Configure protocol logging',
  url: 'https://learn.microsoft.com/exchange/mail-flow/connectors/configure-protocol-logging',
};
