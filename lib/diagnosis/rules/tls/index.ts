import type { Rule } from '../../rule.js';
import { tlsNoCredentials } from './tls-no-credentials.js';
import { tlsUnknownCredentials } from './tls-unknown-credentials.js';

/** The handshake fails, or its certificates will. The specific before the general. */
export const TLS_RULES: readonly Rule[] = [tlsUnknownCredentials, tlsNoCredentials];
