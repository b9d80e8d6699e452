import { noteChanges } from './change-table.js';
import type { ChunkId } from './chunk.js';
import { noteOverruled } from './chunk-table.js';
import type { LedgerEntry } from './ledger.js';
import { notedChunk } from './noted-changes.js';
import type { Tables } from './tables.js';

/**
 * Notes that a chunk holds other bytes than one that counts, and that a person has to look.
 *
 * @returns whether that is news.
 */
export async function noteConflicting(tables: Tables, chunk: ChunkId, problem: string, now: Date): Promise<boolean> {
  // Before the ledger says so, or a crash between would leave nobody told.
  await noteChanges(tables, [notedChunk('conflicting', chunk, 'opened', now)]);
  return noteOverruled(tables, chunk, 'conflicting', problem);
}

/**
 * Notes that a conflict is over: the chunk counts after all, since what it conflicted with does not, or it is forgotten. To be called before the ledger
 * says so. Costs nothing where there was no conflict.
 */
export async function noteConflictOver(tables: Tables, { status, chunk }: LedgerEntry, now: Date): Promise<void> {
  if (status === 'conflicting') await noteChanges(tables, [notedChunk('conflicting', chunk, 'recovered', now)]);
}
