import type { Outcome } from '../../diagnosis/outcome.js';

/** What `mailflow diagnose` read. */
export interface DiagnosisSummary {
  readonly files: number;
  /** Files of the folders that are no protocol logs and were left out, by what they are. */
  readonly otherFiles: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly records: number;
  readonly malformed: number;
  readonly sessions: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
  /** ISO 8601, UTC; `null` without any record. A failure older than this is not in these logs. */
  readonly firstRecordAt: string | null;
  readonly lastRecordAt: string | null;
}
