import { noteChanges } from './change-table.js';
import { changeLedger } from './chunk-table.js';
import type { ChunkId } from './chunk.js';
import { isSettled, type LedgerEntry } from './ledger.js';
import { notedChunk } from './noted-changes.js';
import { findQuarantined, forgetQuarantined, listAsQuarantined, quarantineId, type ChunkFailure } from './quarantine-table.js';
import type { Tables } from './tables.js';

/**
 * How often a chunk may fail before it counts as quarantined: as often as the Functions host delivers a blob.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#poison-blobs
 */
export const MAX_ATTEMPTS = 5;

/**
 * Notes why the chunk could not be read. It is kept, tried again, and visible until it is read; when it has failed too often, or trying again can't
 * help, it is quarantined. What was read once stays read.
 *
 * @returns whether it is quarantined by this failure, and was not before.
 */
export async function noteFailed(tables: Tables, chunk: ChunkId, failure: ChunkFailure, now: Date): Promise<boolean> {
  let isNews = false;
  let isListed = false;
  await changeLedger(tables, chunk, async (before) => {
    isNews = false;
    if (isSettled(before?.status)) {
      // Somebody has read it since it was listed.
      if (isListed) await forgetQuarantined(tables, chunk);
      return undefined;
    }
    const attempts = (before?.attempts ?? 0) + 1;
    const wasQuarantined = before?.status === 'quarantined';
    const isQuarantined = wasQuarantined || failure.isFinal || attempts >= MAX_ATTEMPTS;
    isListed = isQuarantined;
    if (isQuarantined) await listAsQuarantined(tables, chunk, failure, attempts, now);
    // Before the ledger says so: who is to be told is told, whatever crashes here, and noting it again changes nothing.
    if (isQuarantined && !wasQuarantined) await noteChanges(tables, [notedChunk('quarantined', chunk, 'opened', now)]);
    isNews = isQuarantined && !wasQuarantined;
    return { status: isQuarantined ? 'quarantined' : 'received', attempts, problem: problemOf(failure) };
  });
  return isNews;
}

/** Takes a chunk that was read after all off the list of the quarantine. Costs nothing where it never failed. */
export async function forgetFailures(tables: Tables, entry: LedgerEntry | undefined, now: Date): Promise<void> {
  if (entry === undefined || entry.attempts === 0) return;
  const { chunk } = entry;
  const listed = await findQuarantined(tables, chunk.tenant, quarantineId(chunk));
  if (listed !== undefined) await noteChanges(tables, [notedChunk('quarantined', chunk, 'recovered', now)]);
  await forgetQuarantined(tables, chunk);
}

/** The failure in one line. */
function problemOf({ name, message, place }: ChunkFailure): string {
  return `${name}: ${message}${place === '' ? '' : ` (${place})`}`;
}
