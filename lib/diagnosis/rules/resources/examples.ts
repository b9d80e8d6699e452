import type { RuleExamples } from '../../examples.js';
import { examples as backPressure } from './back-pressure.examples.js';
import { examples as backPressureTarpit } from './back-pressure-tarpit.examples.js';
import { examples as concurrency432 } from './concurrency-4-3-2.examples.js';
import { examples as delayedAck } from './delayed-ack.examples.js';
import { examples as exchangeOutOfDate } from './exchange-out-of-date.examples.js';
import { examples as exoThrottle47500 } from './exo-throttle-4-7-500.examples.js';
import { examples as greylisting } from './greylisting.examples.js';
import { examples as ipThrottle47650 } from './ip-throttle-4-7-650.examples.js';
import { examples as messageRate442 } from './message-rate-4-4-2.examples.js';
import { examples as orgQueueQuota } from './org-queue-quota.examples.js';
import { examples as remoteTemporaryError } from './remote-temporary-error.examples.js';
import { examples as tarpit } from './tarpit.examples.js';
import { examples as tooManyErrors } from './too-many-errors.examples.js';

/** What stands beside the rules of this folder. */
export const RESOURCES_EXAMPLES: readonly RuleExamples[] = [
  backPressure,
  backPressureTarpit,
  concurrency432,
  delayedAck,
  exchangeOutOfDate,
  exoThrottle47500,
  greylisting,
  ipThrottle47650,
  messageRate442,
  orgQueueQuota,
  remoteTemporaryError,
  tarpit,
  tooManyErrors,
];
