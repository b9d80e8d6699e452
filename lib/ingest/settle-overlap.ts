import { noteIngested, noteOverruled, noteReceived } from '../store/chunk-table.js';
import type { ChunkId } from '../store/chunk.js';
import { readClaims } from '../store/claimed-ranges.js';
import { noteConflicting, noteConflictOver } from '../store/conflicts.js';
import { forgetFailures } from '../store/failed-chunks.js';
import { isOverruled, ledgerKey, type LedgerEntry } from '../store/ledger.js';
import type { SaidSession } from '../store/session-index.js';
import type { Tables } from '../store/tables.js';
import type { ChunkServices } from './chunk-services.js';
import { firstDifference, openStoredChunk, type OpenedChunk } from './opened-chunk.js';
import { everSaidBy, failedIn, receiptOf } from './reading-said.js';
import { doOverlap, isSameChunk, whoCounts } from './who-counts.js';
import { takeBackReading, writeReading } from './write-reading.js';

/**
 * Lets exactly one of several chunks count that claim the same bytes of a log file, whichever came first. What the others have said is taken back;
 * then those that count are written, again where what was taken back may have been theirs too; then the others are noted as not counting: last, so
 * that after a crash the repetition does it all again.
 *
 * Each chunk is noted as received before its worker looks here, so of two workers at once the second sees both. The first may still write what no
 * longer counts: it looks again when it has written, and so on until nothing is left to settle.
 */
export async function settleOverlap(delivered: OpenedChunk, services: ChunkServices): Promise<void> {
  const open = async (entry: LedgerEntry): Promise<OpenedChunk> =>
    isSameChunk(entry, delivered) ? delivered : openStoredChunk(services, entry.chunk);
  for (let isWritten = false; ; isWritten = true) {
    const arrived = await arrivedAround(services.tables, delivered.chunk);
    const counting = whoCounts(arrived);
    const overruled = arrived.filter((entry) => !counting.includes(entry) && !isOverruled(entry.status));
    const toWrite = counting.filter(
      (entry) =>
        (isSameChunk(entry, delivered) && !isWritten) ||
        // Those that were overruled by a chunk that is now overruled itself. Others that are not read to their end have a delivery of their own.
        isOverruled(entry.status) ||
        (entry.status === 'ingested' && overruled.some((loser) => doOverlap(entry, loser))),
    );
    if (overruled.length === 0 && toWrite.length === 0) return;
    const verdicts = [];
    for (const loser of overruled) verdicts.push(await takeBack(loser, counting, open, services));
    for (const winner of toWrite) await writeAgain(winner, await open(winner), services);
    for (const verdict of verdicts) await note(verdict, services);
  }
}

type Opener = (entry: LedgerEntry) => Promise<OpenedChunk>;

interface Verdict {
  readonly loser: LedgerEntry;
  readonly status: 'superseded' | 'conflicting';
  readonly problem: string;
}

/** One blob is held beside the loser's at a time: each may be as large as a chunk can be. */
async function takeBack(loser: LedgerEntry, counting: readonly LedgerEntry[], open: Opener, services: ChunkServices): Promise<Verdict> {
  const opened = await open(loser);
  const kept: SaidSession[] = [];
  let verdict: Verdict | undefined;
  for (const winner of counting.filter((entry) => doOverlap(entry, loser))) {
    const other = await open(winner);
    kept.push(...failedIn(other.reading));
    const difference = firstDifference(opened, other);
    const name = ledgerKey(winner.chunk);
    if (difference !== undefined)
      verdict = {
        loser,
        status: 'conflicting',
        problem: `From offset ${difference} its bytes differ from those of ${name}, which counts.`,
      };
    else verdict ??= { loser, status: 'superseded', problem: `The bytes in common are those of ${name}, which counts.` };
  }
  if (verdict === undefined) throw new Error(`No chunk overlaps with ${ledgerKey(loser.chunk)} that does not count.`);
  await takeBackReading(loser.chunk, everSaidBy(opened.reading, loser), services, kept);
  return verdict;
}

async function writeAgain(entry: LedgerEntry, { chunk, reading }: OpenedChunk, services: ChunkServices): Promise<void> {
  const everSaid = everSaidBy(reading, entry);
  await noteReceived(services.tables, chunk, entry, { said: everSaid, sha256: reading.sha256 });
  await writeReading(chunk, reading, everSaid, services, false);
  await noteConflictOver(services.tables, entry, services.now());
  await noteIngested(services.tables, chunk, entry, receiptOf(reading, services.now()));
  await forgetFailures(services.tables, entry, services.now());
}

async function note({ loser, status, problem }: Verdict, { tables, now, tellTrouble }: ChunkServices): Promise<void> {
  const { chunk } = loser;
  if (status === 'superseded') await noteOverruled(tables, chunk, status, problem);
  else if (await noteConflicting(tables, chunk, problem, now()))
    tellTrouble({ trouble: status, chunk, reason: problem, at: now().toISOString() });
  await forgetFailures(tables, loser, now());
}

/** The chunks that have come and overlap with this one, with those that overlap with these, and so on. */
async function arrivedAround(tables: Tables, chunk: ChunkId): Promise<readonly LedgerEntry[]> {
  let { from, to } = chunk;
  for (;;) {
    const arrived = (await readClaims(tables, chunk, { from, to })).filter(({ sha256 }) => sha256 !== undefined);
    const least = Math.min(from, ...arrived.map(({ chunk }) => chunk.from));
    const greatest = Math.max(to, ...arrived.map(({ chunk }) => chunk.to));
    if (least === from && greatest === to) return arrived;
    [from, to] = [least, greatest];
  }
}
