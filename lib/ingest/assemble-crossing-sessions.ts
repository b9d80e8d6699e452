import { findingIdOf, tallyOf } from '../diagnosis/finding.js';
import type { LogSession } from '../log/record.js';
import type { LogSource } from '../store/chunk.js';
import { deletePart, savePart, type PartOwner } from '../store/finding-table.js';
import { readCrossingSessions, saveResult } from '../store/fragment-table.js';
import { deleteSession, saveSessions } from '../store/session-table.js';
import type { Tables } from '../store/tables.js';
import { assembleSession, isWhole } from './assemble-session.js';
import { diagnoseStoredSession } from './diagnose-stored-session.js';

/**
 * Puts together the sessions of which a chunk just wrote a fragment, as far as their other fragments have come, and diagnoses those that are
 * whole. Whoever writes the last fragment sees all; two workers that both see all write the same rows.
 *
 * @returns the findings whose sum has to be made anew.
 */
export async function assembleCrossingSessions(
  source: LogSource,
  written: readonly LogSession[],
  tables: Tables,
): Promise<readonly string[]> {
  const touched = new Set<string>();
  for (const { key, fragments, result } of await readCrossingSessions(tables, source, written)) {
    if (!isWhole(fragments)) continue;
    const owner: PartOwner = { session: `${source.server}/${source.stream}/${key}` };
    const { diagnosis, stored } = diagnoseStoredSession(assembleSession(fragments), source);
    const findingId = diagnosis.occurrence && findingIdOf(diagnosis.occurrence);

    if (result?.findingId !== undefined && result.findingId !== findingId) {
      await deletePart(tables, source.tenant, result.findingId, owner);
      touched.add(result.findingId);
    }
    if (diagnosis.occurrence !== undefined && findingId !== undefined) {
      await savePart(tables, source.tenant, findingId, owner, tallyOf(diagnosis.occurrence));
      touched.add(findingId);
    }
    if (stored !== undefined) await saveSessions(tables, source, [stored]);
    else if (result?.findingId !== undefined) await deleteSession(tables, source, key);
    await saveResult(tables, source, key, { outcome: diagnosis.outcome, findingId });
  }
  return [...touched];
}
