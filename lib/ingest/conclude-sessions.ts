import { findingIdOf, tallyOf } from '../diagnosis/finding.js';
import type { LogSource } from '../store/chunk.js';
import { deletePart, savePart, sumFinding, type PartOwner } from '../store/finding-table.js';
import { saveResult, type AssembledResult, type CrossingSession } from '../store/fragment-table.js';
import { deleteSession, saveSessions } from '../store/session-table.js';
import type { Tables } from '../store/tables.js';
import { assembleSession } from './assemble-session.js';
import { diagnoseStoredSession } from './diagnose-stored-session.js';

/**
 * Diagnoses crossing sessions on the fragments that are there, writes what they come to, and takes back what was said of them before on fewer
 * fragments. Two workers that conclude the same session write the same rows.
 *
 * The result is remembered last, when all sums are made: a crash before it means that the next conclusion takes the same things back again.
 */
export async function concludeSessions(source: LogSource, sessions: readonly CrossingSession[], tables: Tables): Promise<void> {
  const touched = new Set<string>();
  const results: (readonly [string, AssembledResult])[] = [];
  for (const session of sessions) {
    const result = await writeConclusion(source, session, tables);
    for (const findingId of [session.result?.findingId, result.findingId]) if (findingId !== undefined) touched.add(findingId);
    results.push([session.key, result]);
  }
  for (const findingId of touched) await sumFinding(tables, source.tenant, findingId);
  for (const [key, result] of results) await saveResult(tables, source, key, result);
}

async function writeConclusion(source: LogSource, { key, fragments, result }: CrossingSession, tables: Tables): Promise<AssembledResult> {
  const owner: PartOwner = { session: `${source.server}/${source.stream}/${key}` };
  const leftOut = fragments.reduce((sum, { recordsLeftOut }) => sum + recordsLeftOut, 0);
  const { diagnosis, stored } = diagnoseStoredSession(assembleSession(fragments), source, leftOut);
  const findingId = diagnosis.occurrence && findingIdOf(diagnosis.occurrence);
  if (result?.findingId !== undefined && result.findingId !== findingId) await deletePart(tables, source.tenant, result.findingId, owner);
  if (diagnosis.occurrence !== undefined && findingId !== undefined) {
    await savePart(tables, source.tenant, findingId, owner, tallyOf(diagnosis.occurrence));
  }
  if (stored !== undefined) await saveSessions(tables, source, [stored]);
  else if (result?.findingId !== undefined) await deleteSession(tables, source, key);
  return { outcome: diagnosis.outcome, findingId };
}
