import type { Outcome } from '../../diagnosis/outcome.js';

/** What `mailflow diagnose` read. */
export interface DiagnosisSummary {
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
  readonly malformed: number;
  readonly sessions: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
}
