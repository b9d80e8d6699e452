import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { identityOf, ledgerPartition, type ChunkStatus, type LedgerColumns } from './ledger.js';
import type { Standing } from './held-ranges.js';
import { noteLogFiles } from './log-file-table.js';
import { noteOpenGrants } from './open-grant-table.js';
import { isLostRace, type Tables } from './tables.js';

/** A chunk that is granted, and what the ledger knew of it and around it. */
export type Granted = Pick<Standing, 'chunk' | 'status' | 'hasNeighbours'>;

/**
 * Notes that these chunks of one tenant are granted: their log files first, so that a chunk that is noted is in a file that is listed, and that
 * somebody has to look for each. A chunk that was read, or is in quarantine, needs no note.
 */
export async function noteGranted(tables: Tables, granted: readonly Granted[], now: Date): Promise<void> {
  const awaited = granted.filter(({ status }) => isAwaited(status));
  const unindexed = awaited.filter(({ hasNeighbours }) => !hasNeighbours);
  await Promise.all([
    noteLogFiles(
      tables,
      unindexed.map(({ chunk }) => chunk),
      now,
    ),
    noteOpenGrants(
      tables,
      awaited.map(({ chunk }) => chunk),
      now,
    ),
  ]);
  const byFile = new Map<string, Granted[]>();
  for (const grant of awaited) {
    const partition = ledgerPartition(grant.chunk);
    byFile.set(partition, [...(byFile.get(partition) ?? []), grant]);
  }
  await Promise.all([...byFile.values()].map((ofFile) => noteInOneFile(tables, ofFile, now)));
}

/** Its blob may still have to come. */
function isAwaited(status: ChunkStatus | undefined): boolean {
  return status === undefined || status === 'granted' || status === 'received';
}

/** In one transaction: a request asks for no more chunks than a transaction takes rows. */
async function noteInOneFile({ Chunks }: Tables, grants: readonly Granted[], now: Date): Promise<void> {
  const grantedAt = now.toISOString();
  const noteNew = ({ chunk }: Granted): TransactionAction => [
    'create',
    { ...identityOf(chunk), status: 'granted', grantedAt } satisfies TableEntity<LedgerColumns>,
  ];
  // A chunk that is known keeps its status, and is granted anew.
  const noteAgain = ({ chunk }: Granted): TransactionAction => ['upsert', { ...identityOf(chunk), grantedAt }, 'Merge'];
  try {
    await Chunks.submitTransaction(grants.map((grant) => (grant.status === undefined ? noteNew(grant) : noteAgain(grant))));
  } catch (error) {
    if (!isLostRace(error)) throw error;
    // Another request, or the chunk itself, was first with one of them.
    for (const grant of grants) {
      const isNoted = await Chunks.submitTransaction([noteNew(grant)]).then(
        () => true,
        (reason: unknown) => {
          if (isLostRace(reason)) return false;
          throw reason;
        },
      );
      if (!isNoted) await Chunks.submitTransaction([noteAgain(grant)]);
    }
  }
}
