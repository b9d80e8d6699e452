import { findingIdOf, tallyOf } from '../diagnosis/finding.js';
import { activityOf, hourOf } from '../diagnosis/hourly-activity.js';
import type { Rule } from '../diagnosis/rule.js';
import type { LogSource } from '../store/chunk.js';
import { isNews, saveConclusions, type Concluding, type Conclusion, type CrossingSession } from '../store/fragment-table.js';
import { saidOf } from '../store/session-index.js';
import { assembleSession } from './assemble-session.js';
import { joinConsequences, NO_CONSEQUENCES, type Consequences } from './consequences.js';
import { diagnoseStoredSession, type DiagnosedSession } from './diagnose-stored-session.js';
import { ownedBySession } from './part-owners.js';
import { wholeFragments } from './raw-session.js';
import { sessionsBeside } from './reading-said.js';
import type { DiagnosisServices } from './write-and-settle.js';

/** What concluding crossing sessions came to. */
export interface Concluded {
  readonly consequences: Consequences;
  /** None of them was concluded before. */
  readonly isFirst: boolean;
  /** One of them was once concluded to be something else. */
  readonly isCorrection: boolean;
  /** By the session's key, what stands in the tables now. */
  readonly conclusions: ReadonlyMap<string, Conclusion>;
}

/**
 * Diagnoses crossing sessions on the fragments that are there, and notes the conclusions. A conclusion names all that was ever said of its session, so
 * the consequences take back what no longer holds.
 *
 * @returns `undefined` when another worker concluded one of them since the fragments were read: the caller reads again.
 */
export async function concludeSessions(
  source: LogSource,
  sessions: readonly CrossingSession[],
  services: DiagnosisServices,
): Promise<Concluded | undefined> {
  const drafts = [];
  for (const session of sessions) {
    const whole = { ...session, fragments: await wholeFragments(services, source, session.fragments) };
    drafts.push(conclude(source, whole, services.rules));
  }
  // What is noted already is left as it is: others then see that nothing has changed.
  const news = drafts.map(({ concluding }) => concluding).filter(({ conclusion, before }) => isNews(conclusion, before));
  if (!(await saveConclusions(services.tables, source, news))) return undefined;
  return {
    consequences: drafts.map(({ consequences }) => consequences).reduce(joinConsequences, NO_CONSEQUENCES),
    isFirst: sessions.every(({ conclusion }) => conclusion === undefined),
    isCorrection: drafts.some(({ concluding }) => concluding.conclusion.revised),
    conclusions: new Map(drafts.map(({ concluding: { key, conclusion } }) => [key, conclusion])),
  };
}

function conclude(
  source: LogSource,
  { key, fragments, conclusion: before }: CrossingSession,
  rules: readonly Rule[],
): { readonly concluding: Concluding; readonly consequences: Consequences } {
  const chunks = fragments.map(({ chunk }) => chunk).sort();
  const leftOut = fragments.reduce((sum, { recordsLeftOut }) => sum + recordsLeftOut, 0);
  // All fragments may be gone again, when their chunks do not count.
  const diagnosed = fragments.length === 0 ? undefined : diagnoseStoredSession(assembleSession(fragments), source, chunks, rules, leftOut);
  const { counted, occurrence, stored }: Partial<DiagnosedSession> = diagnosed ?? {};
  const findingId = occurrence && findingIdOf(occurrence);
  const hour = counted && hourOf(counted.startedAt);
  const saidFindings = union(before?.saidFindings, findingId);
  const saidHours = union(before?.saidHours, hour);
  const failed = stored === undefined ? [] : [stored];
  const saidStarts = union(before?.saidStarts, stored?.outline.startedAt);
  const outcome = counted?.outcome ?? 'open';
  const conclusion = { outcome, findingId, fragments: fragments.length, saidFindings, saidHours, saidStarts };
  const revised = before !== undefined && (before.revised || isNews(conclusion, before));
  const owner = ownedBySession(source, key);
  return {
    concluding: { key, before, conclusion: { ...conclusion, revised } },
    consequences: {
      findings: saidFindings.map((id) => ({
        findingId: id,
        owner,
        tally: id === findingId ? occurrence && tallyOf(occurrence) : undefined,
      })),
      activity: saidHours.map((said) => ({
        hour: said,
        owner: { session: key },
        activity: counted && said === hour ? activityOf(counted, HELD_IN_FRAGMENTS) : undefined,
      })),
      failed,
      notFailed: sessionsBeside(
        saidStarts.map((startedAt) => ({ key, startedAt })),
        failed.map(saidOf),
      ),
    },
  };
}

/** A crossing session lies in no single chunk. */
const HELD_IN_FRAGMENTS = '';

function union<Said>(before: readonly Said[] = [], added: Said | undefined): readonly Said[] {
  return added === undefined || before.includes(added) ? before : [...before, added];
}
