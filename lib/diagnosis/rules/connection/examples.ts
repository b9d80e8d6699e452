import type { RuleExamples } from '../../examples.js';
import { examples as connectLocalError } from './connect-local-error.examples.js';
import { examples as connectNoBanner } from './connect-no-banner.examples.js';
import { examples as connectRefused } from './connect-refused.examples.js';
import { examples as connectReset } from './connect-reset.examples.js';
import { examples as connectTimeout } from './connect-timeout.examples.js';
import { examples as connectUnable421421 } from './connect-unable-421-421.examples.js';
import { examples as connectUnreachable } from './connect-unreachable.examples.js';
import { examples as connectionDropped } from './connection-dropped.examples.js';
import { examples as connectionTimeoutReceive } from './connection-timeout-receive.examples.js';
import { examples as dnsFailure } from './dns-failure.examples.js';
import { examples as exoCannotConnect } from './exo-cannot-connect.examples.js';
import { examples as queueExpired } from './queue-expired.examples.js';
import { examples as serviceInactive } from './service-inactive.examples.js';
import { examples as smtpsendSuspiciousRemote } from './smtpsend-suspicious-remote.examples.js';

/** What stands beside the rules of this folder. */
export const CONNECTION_EXAMPLES: readonly RuleExamples[] = [
  connectLocalError,
  connectNoBanner,
  connectRefused,
  connectReset,
  connectTimeout,
  connectUnable421421,
  connectUnreachable,
  connectionDropped,
  connectionTimeoutReceive,
  dnsFailure,
  exoCannotConnect,
  queueExpired,
  serviceInactive,
  smtpsendSuspiciousRemote,
];
