import type { Rule } from '../../rule.js';
import { backPressure } from './back-pressure.js';
import { backPressureTarpit } from './back-pressure-tarpit.js';
import { concurrency432 } from './concurrency-4-3-2.js';
import { delayedAck } from './delayed-ack.js';
import { exchangeOutOfDate } from './exchange-out-of-date.js';
import { exoThrottle47500 } from './exo-throttle-4-7-500.js';
import { greylisting } from './greylisting.js';
import { ipThrottle47650 } from './ip-throttle-4-7-650.js';
import { messageRate442 } from './message-rate-4-4-2.js';
import { orgQueueQuota } from './org-queue-quota.js';
import { remoteTemporaryError } from './remote-temporary-error.js';
import { tarpit } from './tarpit.js';
import { tooManyErrors } from './too-many-errors.js';

/** A limit is met. The specific before the general. */
export const RESOURCES_RULES: readonly Rule[] = [
  exchangeOutOfDate,
  ipThrottle47650,
  exoThrottle47500,
  concurrency432,
  messageRate442,
  orgQueueQuota,
  backPressure,
  delayedAck,
  tarpit,
  remoteTemporaryError,
  greylisting,
  tooManyErrors,
  // Mail may flow all the same: what failed in the session comes first.
  backPressureTarpit,
];
