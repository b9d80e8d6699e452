import type { Occurrence } from '../diagnosis/finding.js';
import type { Severity } from '../diagnosis/rule.js';

/** What correlation needs of a failure: an occurrence and a finding both have it. Each has its own word for when the failure was last seen. */
export interface Failure extends Pick<
  Occurrence,
  'rule' | 'direction' | 'connector' | 'server' | 'remote' | 'keyFact' | 'certificate' | 'causes' | 'remedy'
> {
  /** Both kinds have one; what is made up for a test need not. */
  readonly severity?: Severity;
  /** Of an occurrence: ISO 8601, UTC. */
  readonly at?: string;
  /** Of a finding, likewise. */
  readonly lastSeen?: string;
}

/** The last time that it is known to have failed, in milliseconds since 1970, UTC; `NaN` when nobody told. */
export function lastFailureOf({ at, lastSeen }: Failure): number {
  return Date.parse(at ?? lastSeen ?? '');
}
