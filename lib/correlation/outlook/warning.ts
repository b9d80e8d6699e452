import type { RemedyStep, Severity } from '../../diagnosis/rule.js';
import type { ToldBy } from '../told-by.js';

/** Something in the inventory that is broken, will break, or that Mailflow can't see. */
export interface Warning {
  readonly id:
    | 'no-certificate'
    | 'certificate-name-unreadable'
    | 'certificate-not-usable'
    | 'certificate-may-not-be-usable'
    | 'certificate-expiring'
    | 'server-past-end-of-support'
    | 'send-concurrency-limit'
    | 'protocol-logging-off'
    | 'protocol-log-without-folder';
  readonly severity: Severity;
  /** The connector, certificate or server. */
  readonly item: string;
  readonly sentence: string;
  /** The day on which it breaks, ISO 8601, UTC; `null` when it is so already, or never breaks anything. */
  readonly due: string | null;
  /** The narrowest of {@link ./expiring-certificates.ts}'s notices that is due: 30, 14, 7 or 1 days ahead. */
  readonly withinDays: number | null;
  readonly step: RemedyStep | null;
  readonly toldBy: readonly ToldBy[];
}
