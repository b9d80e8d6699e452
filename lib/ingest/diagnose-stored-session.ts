import { diagnoseSession } from '../diagnosis/diagnose-session.js';
import { findingIdOf, type Occurrence } from '../diagnosis/finding.js';
import type { CountedSession } from '../diagnosis/hourly-activity.js';
import type { Rule } from '../diagnosis/rule.js';
import { outlineOf } from '../diagnosis/session-outline.js';
import type { LogSession } from '../log/record.js';
import type { LogSource } from '../store/chunk.js';
import { sessionIdentifier, type FailedSession } from '../store/session-table.js';
import { countedSession } from './counted-session.js';

/** What a session of a tenant's server comes to in the tables. */
export interface DiagnosedSession {
  readonly counted: CountedSession;
  /** Its failure; it says under which identifier the API gives the session. */
  readonly occurrence: Occurrence | undefined;
  /** The session as it is to be kept, when it failed. */
  readonly stored: FailedSession | undefined;
}

/** Diagnoses a session of a tenant's server, which these chunks hold. */
export function diagnoseStoredSession(
  session: LogSession,
  source: LogSource,
  chunks: readonly string[],
  rules: readonly Rule[],
  recordsLeftOut = 0,
): DiagnosedSession {
  const { facts, outcome, stage, occurrence: found } = diagnoseSession(session, { server: source.server, rules });
  const counted = countedSession(facts, outcome, found?.rule);
  if (found === undefined) return { counted, occurrence: undefined, stored: undefined };
  const occurrence: Occurrence = { ...found, session: sessionIdentifier(source, session) };
  const { rule } = found;
  const stored = { session, outcome, stage, findingId: findingIdOf(occurrence), rule, outline: outlineOf(facts), recordsLeftOut, chunks };
  return { counted, occurrence, stored };
}
