import { CONDITIONS } from '../diagnosis/finding-state.js';
import type { Rule } from '../diagnosis/rule.js';
import type { LogSource } from '../store/chunk.js';
import { refreshFleetFindings } from '../store/fleet-findings.js';
import { writeConsequences, type Consequences } from './consequences.js';
import type { RawServices } from './raw-session.js';
import { settleRecoveries } from './settle-recoveries.js';
import { tellChanges, type TellChange } from './tell-changes.js';

/** What diagnosing sessions of raw chunks takes. */
export interface DiagnosisServices extends RawServices {
  /** Today's rules. What was said by earlier ones is replaced when a chunk is read again. */
  readonly rules: readonly Rule[];
}

/** What ingestion works with. */
export interface IngestServices extends DiagnosisServices {
  readonly now: () => Date;
  /** Hears of every change of a finding's condition. */
  readonly tell: TellChange;
}

/** What is known of the owners of what is to be written. */
export interface Standing {
  /** They have said nothing before, as far as is known. */
  readonly isFirst: boolean;
  /** Something that they said before is no longer true. */
  readonly isCorrection: boolean;
}

/** Makes the tables say what a reading came to, settles the conditions of the findings that it concerns, and tells of those that changed. */
export async function writeAndSettle(
  source: LogSource,
  consequences: Consequences,
  { tables, now, tell }: IngestServices,
  { isFirst, isCorrection }: Standing,
): Promise<void> {
  const written = await writeConsequences(tables, source, consequences, now(), isFirst);
  const touched = new Set(consequences.findings.map(({ findingId }) => findingId));
  const activity = consequences.activity.flatMap((part) => (part.activity === undefined ? [] : [part.activity]));
  const settled = await settleRecoveries(tables, source, { touched, activity, isCorrection }, now());
  // Whoever said something before may have crashed between a change and telling of it.
  if (!isFirst || written.changed || settled) await tellChanges(tables, source.tenant, tell);
  for (const condition of CONDITIONS) {
    if (!isFirst || written.shownOtherwise.has(condition) || settled) await refreshFleetFindings(tables, source.tenant, condition);
  }
}
