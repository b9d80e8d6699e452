import type { Cause, RemedyStep } from '../diagnosis/rule.js';
import type { Failure } from './failure.js';
import type { ToldBy } from './told-by.js';

/** What would settle a cause that is still open. */
export interface Settling {
  /** The evidence that is missing, for a sentence: `whether Exchange lists SMTP among the certificate's services`. */
  readonly evidence: string;
  /** Only reads, never changes anything. */
  readonly command: string;
}

/** A cause after the inventory was held against it. */
export interface CorrelatedCause extends Cause {
  /** What speaks for or against it beside the log; empty when nothing does. */
  readonly toldBy: readonly ToldBy[];
  /** `null` when it is settled, or when no single command would settle it. */
  readonly settledBy: Settling | null;
}

/** What the inventory adds to a failure without being a cause of it. */
export interface Note {
  readonly id: string;
  /** A warning is a fault, or will be one; the rest helps to understand. */
  readonly weight: 'warning' | 'info';
  readonly sentence: string;
  /** What to look at, or what would mend it; for a person to check. */
  readonly command: string | null;
  readonly toldBy: readonly ToldBy[];
}

/** A failure whose causes were held against the inventory. Plain data, and still what it was: an occurrence or a finding. */
export type Correlated<T extends Failure> = Omit<T, 'causes' | 'remedy'> & {
  /** The most likely first. */
  readonly causes: readonly CorrelatedCause[];
  /** The rule's own, unless the inventory shows that another one is needed. */
  readonly remedy: readonly RemedyStep[];
  readonly notes: readonly Note[];
};

/** What else is known beside log and inventory. */
export interface Circumstances {
  /**
   * When the same certificate last worked on this server, ISO 8601, UTC: a session that got past TLS with it. A list of services that says
   * otherwise is then no proof.
   */
  readonly certificateLastWorked?: string | undefined;
}
