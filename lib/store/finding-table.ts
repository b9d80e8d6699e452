import { setTimeout as sleep } from 'node:timers/promises';
import { odata, type TableEntity } from '@azure/data-tables';
import { addTallies, findingFrom, type Finding, type Tally } from '../diagnosis/finding.js';
import { key } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

/**
 * Findings. A finding's numbers are a sum over parts; each part is owned by one chunk (its whole sessions) or by one crossing session, and is
 * written whole, so nothing is ever incremented and nothing counts twice. The sum is kept in a row of the tenant's own partition for reading.
 *
 *   PartitionKey               RowKey
 *   {tenant}                   {findingId}          the finding as the API gives it
 *   {tenant}|{findingId}       {owner}              one part
 */

type FindingColumns = { severity: string; lastSeen: string };

/** Who owns a part: a chunk, or a crossing session. */
export type PartOwner = { readonly chunk: string } | { readonly session: string };

/** A finding of a tenant, as the API gives it. */
export interface StoredFinding {
  readonly tenant: string;
  readonly finding: Finding;
  readonly tally: Tally;
}

/** Writes one part of a finding. {@link sumFinding} must follow. */
export async function savePart({ Findings }: Tables, tenant: string, findingId: string, owner: PartOwner, tally: Tally): Promise<void> {
  const row: TableEntity = { partitionKey: key(tenant, findingId), rowKey: ownerKey(owner), ...longProperties('tally', packJson(tally)) };
  await Findings.upsertEntity(row, 'Replace');
}

/** Takes one part back, when a second reading or a late fragment says otherwise. {@link sumFinding} must follow. */
export async function deletePart({ Findings }: Tables, tenant: string, findingId: string, owner: PartOwner): Promise<void> {
  try {
    await Findings.deleteEntity(key(tenant, findingId), ownerKey(owner));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** The longest pause before a sum is tried again. */
const MAX_WAIT_MILLISECONDS = 2_000;

/**
 * Adds up the parts of a finding and keeps the sum. Whoever writes a part sums after it: the sum is written only if nobody else wrote it
 * since the parts were read, so the last sum always has seen every part.
 */
export async function sumFinding({ Findings }: Tables, tenant: string, findingId: string): Promise<void> {
  const address = { partitionKey: key(tenant), rowKey: key(findingId) };
  for (let attempt = 0; ; attempt += 1) {
    // Those who lost a race wait a little, each another time, or they would race again.
    if (attempt > 0) await sleep(Math.random() * Math.min(MAX_WAIT_MILLISECONDS, 20 * 2 ** attempt));
    const etag = await etagOf(Findings, address);
    let sum: Tally | undefined;
    const filter = odata`PartitionKey eq ${key(tenant, findingId)}`;
    for await (const part of Findings.listEntities({ queryOptions: { filter } })) {
      const tally = readLongJson(part, 'tally') as Tally;
      sum = sum === undefined ? tally : addTallies(sum, tally);
    }
    try {
      if (sum === undefined) {
        if (etag !== undefined) await Findings.deleteEntity(address.partitionKey, address.rowKey, { etag });
        return;
      }
      const { severity, lastSeen } = findingFrom(sum);
      const row: TableEntity<FindingColumns> = { ...address, severity, lastSeen, ...longProperties('tally', packJson(sum)) };
      if (etag === undefined) await Findings.createEntity(row);
      else await Findings.updateEntity(row, 'Replace', { etag });
      return;
    } catch (error) {
      // A row that vanished meanwhile (404) is a lost race like any other.
      if (!isLostRace(error) && !isNotFound(error)) throw error;
    }
  }
}

/** One finding of a tenant, or `undefined`. */
export async function findFinding({ Findings }: Tables, tenant: string, findingId: string): Promise<StoredFinding | undefined> {
  try {
    return storedFinding(tenant, await Findings.getEntity(key(tenant), key(findingId)));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** All findings of a tenant. Their number is that of distinct failures, not of sessions, so it fits in memory. */
export async function listFindings({ Findings }: Tables, tenant: string): Promise<StoredFinding[]> {
  const findings: StoredFinding[] = [];
  for await (const row of Findings.listEntities({ queryOptions: { filter: odata`PartitionKey eq ${key(tenant)}` } })) {
    findings.push(storedFinding(tenant, row));
  }
  return findings;
}

function storedFinding(tenant: string, row: Readonly<Record<string, unknown>>): StoredFinding {
  const tally = readLongJson(row, 'tally') as Tally;
  return { tenant, tally, finding: findingFrom(tally) };
}

async function etagOf(
  table: Tables['Findings'],
  { partitionKey, rowKey }: { partitionKey: string; rowKey: string },
): Promise<string | undefined> {
  try {
    return (await table.getEntity(partitionKey, rowKey, { queryOptions: { select: ['PartitionKey', 'RowKey'] } })).etag;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function ownerKey(owner: PartOwner): string {
  return 'chunk' in owner ? `c|${key(owner.chunk)}` : `s|${key(owner.session)}`;
}
