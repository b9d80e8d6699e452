import { CONDITIONS } from '../diagnosis/finding-state.js';
import { forgetEmptiedHours } from '../store/activity-table.js';
import { removeFromLedger } from '../store/chunk-table.js';
import type { LogFileId } from '../store/chunk.js';
import { noteConflictOver } from '../store/conflicts.js';
import { forgetFailures } from '../store/failed-chunks.js';
import { refreshFleetFindings } from '../store/fleet-findings.js';
import { chunkKey, readCrossingSessions, removeConclusions, removeFragments, type CrossingSession } from '../store/fragment-table.js';
import type { LedgerEntry } from '../store/ledger.js';
import type { Tables } from '../store/tables.js';
import { joinConsequences, writeConsequences, type Consequences } from './consequences.js';
import { ownedByChunk, ownedBySession } from './part-owners.js';
import { tellChanges, type TellChange } from './tell-changes.js';

/** What forgetting works with. */
export interface ForgetServices {
  readonly tables: Tables;
  readonly now: () => Date;
  readonly tell: TellChange;
}

/**
 * Forgets chunks of one log file, with all that they said: as if they had never come. The ledger knows by name what each has said, so nothing has to be
 * read again, and sums stay the sums of what is kept. A crossing session goes with the last chunk that holds a fragment of it.
 *
 * The ledger's rows go last: a crash leaves the chunk to the next turn, and what is gone already is no error. A finding whose last failure is forgotten
 * is gone, which is told; the conditions of the others stay, since nothing has happened to the mail.
 */
export async function forgetChunks(file: LogFileId, chunks: readonly LedgerEntry[], { tables, now, tell }: ForgetServices): Promise<void> {
  for (const { chunk, said } of chunks) await removeFragments(tables, chunk, said.fragments);
  const crossing = await readCrossingSessions(tables, file, new Set(chunks.flatMap(({ said }) => said.fragments)));
  const gone = crossing.filter(({ fragments, conclusion }) => fragments.length === 0 && conclusion !== undefined);
  const consequences = joinConsequences(nothingOf(chunks), nothingOfSessions(file, gone));
  await writeConsequences(tables, file, consequences, now(), false);
  await forgetEmptiedHours(
    tables,
    file,
    consequences.activity.map(({ hour }) => hour),
  );
  await tellChanges(tables, file.tenant, tell);
  for (const condition of consequences.findings.length > 0 ? CONDITIONS : []) await refreshFleetFindings(tables, file.tenant, condition);
  await removeConclusions(
    tables,
    file,
    gone.map(({ key }) => key),
  );
  for (const entry of chunks) {
    await noteConflictOver(tables, entry, now());
    await forgetFailures(tables, entry, now());
  }
  await removeFromLedger(
    tables,
    chunks.map(({ chunk }) => chunk),
  );
}

/** That the chunks have said nothing. */
function nothingOf(chunks: readonly LedgerEntry[]): Consequences {
  return {
    findings: chunks.flatMap(({ chunk, said }) =>
      said.findingIds.map((findingId) => ({ findingId, owner: ownedByChunk(chunk), tally: undefined })),
    ),
    activity: chunks.flatMap(({ chunk, said }) =>
      said.hours.map((hour) => ({ hour, owner: { chunk: chunkKey(chunk) }, activity: undefined })),
    ),
    failed: [],
    notFailed: chunks.flatMap(({ said }) => said.sessions),
  };
}

/** That these sessions were never concluded. */
function nothingOfSessions(file: LogFileId, sessions: readonly CrossingSession[]): Consequences {
  return {
    findings: sessions.flatMap(({ key, conclusion }) =>
      (conclusion?.saidFindings ?? []).map((findingId) => ({ findingId, owner: ownedBySession(file, key), tally: undefined })),
    ),
    activity: sessions.flatMap(({ key, conclusion }) =>
      (conclusion?.saidHours ?? []).map((hour) => ({ hour, owner: { session: key }, activity: undefined })),
    ),
    failed: [],
    notFailed: sessions.flatMap(({ key, conclusion }) => (conclusion?.saidStarts ?? []).map((startedAt) => ({ key, startedAt }))),
  };
}
