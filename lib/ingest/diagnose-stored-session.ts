import { diagnoseSession, type SessionDiagnosis } from '../diagnosis/diagnose-session.js';
import { findingIdOf, type Occurrence } from '../diagnosis/finding.js';
import type { LogSession } from '../log/record.js';
import type { LogSource } from '../store/chunk.js';
import { sessionIdentifier, type FailedSession } from '../store/session-table.js';

/**
 * Diagnoses a whole session of a tenant's server. `stored` is the session as it is to be kept, when it failed; its occurrence then says
 * under which identifier the API gives it.
 */
export function diagnoseStoredSession(
  session: LogSession,
  source: LogSource,
  recordsLeftOut = 0,
): { diagnosis: Pick<SessionDiagnosis, 'outcome' | 'occurrence'>; stored: FailedSession | undefined } {
  const { outcome, stage, occurrence: found } = diagnoseSession(session, { server: source.server });
  if (found === undefined) return { diagnosis: { outcome, occurrence: undefined }, stored: undefined };
  const occurrence: Occurrence = { ...found, session: sessionIdentifier(source, session) };
  return { diagnosis: { outcome, occurrence }, stored: { session, outcome, stage, findingId: findingIdOf(occurrence), recordsLeftOut } };
}
