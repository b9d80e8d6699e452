import { createHash } from 'node:crypto';
import { odata, type TableEntity } from '@azure/data-tables';
import { chunkBlobName, chunkOfBlobName, type ChunkId } from './chunk.js';
import { key, keyPart } from './keys.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { deleteAll, upsertAll } from './transactions.js';

/**
 * Grants whose chunk was not known to be ingested at the last look, sorted by when somebody has to look for it: the event of its blob may have been lost. Spread over a
 * few partitions, so that no single one takes the writes of all tenants; a tenant's grants share one, so that a request notes all of its in one
 * transaction.
 */
export const OPEN_GRANT_PARTITIONS = 16;

/** How long the event of a blob may take, with the host's retries, before somebody looks. */
export const EVENT_PATIENCE_MILLISECONDS = 10 * 60_000;

/** A grant that is due for a look. */
export interface OpenGrant {
  readonly chunk: ChunkId;
  readonly grantedAt: Date;
  /** The index's row. */
  readonly row: { readonly partitionKey: string; readonly rowKey: string };
}

type GrantColumns = {
  tenant: string;
  blob: string;
  grantedAt: string;
  /** When its blob came, once a look has found it not ingested. */
  uploadedAt?: string;
};

/** Notes that these chunks of one tenant were granted. */
export async function noteOpenGrants({ OpenGrants }: Tables, chunks: readonly ChunkId[], grantedAt: Date): Promise<void> {
  await upsertAll(
    OpenGrants,
    chunks.map((chunk) => grantRow(chunk, grantedAt, firstLook(grantedAt))),
  );
}

/** The grants that are due by now, partition by partition, beginning with another one at each time: no partition waits for ever behind a full one. */
export async function* dueGrants({ OpenGrants }: Tables, now: Date): AsyncGenerator<OpenGrant> {
  const first = Math.floor(now.getTime() / 60_000) % OPEN_GRANT_PARTITIONS;
  for (let index = 0; index < OPEN_GRANT_PARTITIONS; index += 1) {
    const filter = odata`PartitionKey eq ${String((first + index) % OPEN_GRANT_PARTITIONS)} and RowKey le ${keyPart(now.toISOString())}`;
    for await (const row of OpenGrants.listEntities<GrantColumns>({ queryOptions: { filter } })) {
      const { partitionKey = '', rowKey = '', blob, grantedAt } = row;
      yield { chunk: chunkOfBlobName(blob), grantedAt: new Date(grantedAt), row: { partitionKey, rowKey } };
    }
  }
}

/** Looks for this grant's chunk again at another time. Who finds it moved or gone already leaves it so. */
export async function lookAgainAt({ OpenGrants }: Tables, { chunk, grantedAt, row }: OpenGrant, due: Date): Promise<void> {
  try {
    await OpenGrants.submitTransaction([
      ['delete', { ...row }],
      ['upsert', grantRow(chunk, grantedAt, due), 'Replace'],
    ]);
  } catch (error) {
    if (!isNotFound(error) && !isLostRace(error)) throw error;
  }
}

/** Notes when the grant's blob came: it was found not ingested. */
export async function noteUploaded({ OpenGrants }: Tables, { row }: OpenGrant, uploadedAt: Date): Promise<void> {
  try {
    await OpenGrants.updateEntity({ ...row, uploadedAt: uploadedAt.toISOString() }, 'Merge');
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Takes grants off the list. Somebody else may have done so already. */
export async function forgetGrants({ OpenGrants }: Tables, grants: readonly OpenGrant[]): Promise<void> {
  const byPartition = new Map<string, OpenGrant['row'][]>();
  for (const { row } of grants) byPartition.set(row.partitionKey, [...(byPartition.get(row.partitionKey) ?? []), row]);
  for (const rows of byPartition.values()) await deleteAll(OpenGrants, rows);
}

/** When the oldest blob of a tenant came that the last look found not ingested; `undefined` when there is none. */
export async function oldestUningested({ OpenGrants }: Tables, tenant: string): Promise<Date | undefined> {
  const filter = odata`PartitionKey eq ${partitionOf(tenant)} and tenant eq ${tenant} and uploadedAt gt ''`;
  let oldest: string | undefined;
  for await (const { uploadedAt } of OpenGrants.listEntities<GrantColumns>({ queryOptions: { filter, select: ['uploadedAt'] } })) {
    if (uploadedAt !== undefined && (oldest === undefined || uploadedAt < oldest)) oldest = uploadedAt;
  }
  return oldest === undefined ? undefined : new Date(oldest);
}

function firstLook(grantedAt: Date): Date {
  return new Date(grantedAt.getTime() + EVENT_PATIENCE_MILLISECONDS);
}

function grantRow(chunk: ChunkId, grantedAt: Date, due: Date): TableEntity<GrantColumns> {
  return { ...addressOf(chunk, due), tenant: chunk.tenant, blob: chunkBlobName(chunk), grantedAt: grantedAt.toISOString() };
}

function addressOf(chunk: ChunkId, due: Date): { readonly partitionKey: string; readonly rowKey: string } {
  return { partitionKey: partitionOf(chunk.tenant), rowKey: key(due.toISOString(), chunkBlobName(chunk)) };
}

function partitionOf(tenant: string): string {
  const [byte = 0] = createHash('sha256').update(tenant).digest();
  return String(byte % OPEN_GRANT_PARTITIONS);
}
