import type { Rule } from '../../rule.js';
import { connectLocalError } from './connect-local-error.js';
import { connectNoBanner } from './connect-no-banner.js';
import { connectRefused } from './connect-refused.js';
import { connectReset } from './connect-reset.js';
import { connectTimeout } from './connect-timeout.js';
import { connectUnable } from './connect-unable-421-421.js';
import { connectUnreachable } from './connect-unreachable.js';
import { connectionDropped } from './connection-dropped.js';
import { connectionTimeoutReceive } from './connection-timeout-receive.js';
import { dnsFailure } from './dns-failure.js';
import { exoCannotConnect } from './exo-cannot-connect.js';
import { queueExpired } from './queue-expired.js';
import { serviceInactive } from './service-inactive.js';
import { smtpsendSuspiciousRemote } from './smtpsend-suspicious-remote.js';

/**
 * The connection does not stand, or breaks. The specific before the general: Exchange Online's view of a timeout before our own, and what is
 * ambiguous or only a consequence last.
 */
export const CONNECTION_RULES: readonly Rule[] = [
  serviceInactive,
  exoCannotConnect,
  connectTimeout,
  connectRefused,
  connectReset,
  connectNoBanner,
  connectUnreachable,
  connectLocalError,
  dnsFailure,
  smtpsendSuspiciousRemote,
  connectionDropped,
  connectionTimeoutReceive,
  connectUnable,
  queueExpired,
];
