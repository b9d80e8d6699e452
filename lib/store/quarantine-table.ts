import { createHash } from 'node:crypto';
import { odata, type TableEntity } from '@azure/data-tables';
import { chunkBlobName, chunkOfBlobName, type ChunkId } from './chunk.js';
import { key } from './keys.js';
import { isNotFound, type Tables } from './tables.js';

/**
 * The chunks of a tenant that lie in quarantine, so that they can be listed without walking through the ledger. A row is written before the ledger
 * says so and removed after it says otherwise: what is quarantined is always listed.
 */

/** Why a chunk could not be read. Of the log's content there is no more in it than an excerpt. */
export interface ChunkFailure {
  /** Of the error. */
  readonly name: string;
  readonly message: string;
  /** The first place of our own in its stack, or nothing. */
  readonly place: string;
  /** Trying again does not help. */
  readonly isFinal: boolean;
}

/** A chunk in quarantine. */
export interface QuarantinedChunk {
  readonly id: string;
  readonly chunk: ChunkId;
  readonly failure: Omit<ChunkFailure, 'isFinal'>;
  readonly attempts: number;
  /** When it failed last. ISO 8601, UTC. */
  readonly failedAt: string;
}

type QuarantineColumns = { blob: string; name: string; message: string; place: string; attempts: number; failedAt: string };

/** The id of a chunk in quarantine: short enough for a command line, the same whenever the same chunk fails. */
export function quarantineId(chunk: ChunkId): string {
  return createHash('sha256').update(chunkBlobName(chunk)).digest('hex').slice(0, 16);
}

/** Lists a chunk as quarantined, or lists its latest failure. */
export async function listAsQuarantined(
  { Quarantine }: Tables,
  chunk: ChunkId,
  { name, message, place }: ChunkFailure,
  attempts: number,
  now: Date,
): Promise<void> {
  const columns: QuarantineColumns = { blob: chunkBlobName(chunk), name, message, place, attempts, failedAt: now.toISOString() };
  await Quarantine.upsertEntity({ ...addressOf(chunk), ...columns } satisfies TableEntity<QuarantineColumns>, 'Replace');
}

/** Takes a chunk off the list. It may never have been on it. */
export async function forgetQuarantined({ Quarantine }: Tables, chunk: ChunkId): Promise<void> {
  const { partitionKey, rowKey } = addressOf(chunk);
  try {
    await Quarantine.deleteEntity(partitionKey, rowKey);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** The quarantined chunks of a tenant, by id; `after` is the last one of the page before. */
export async function listQuarantined(
  { Quarantine }: Tables,
  tenant: string,
  { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly QuarantinedChunk[]> {
  const filter = odata`PartitionKey eq ${key(tenant)} and RowKey gt ${after}`;
  const chunks: QuarantinedChunk[] = [];
  for await (const row of Quarantine.listEntities<QuarantineColumns>({ queryOptions: { filter } })) {
    chunks.push(quarantinedIn(row));
    if (chunks.length === limit) break;
  }
  return chunks;
}

/** One quarantined chunk of a tenant, or `undefined`. */
export async function findQuarantined({ Quarantine }: Tables, tenant: string, id: string): Promise<QuarantinedChunk | undefined> {
  if (!/^[0-9a-f]{16}$/.test(id)) return undefined;
  try {
    return quarantinedIn(await Quarantine.getEntity<QuarantineColumns>(key(tenant), id));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function quarantinedIn({ blob, name, message, place, attempts, failedAt }: QuarantineColumns): QuarantinedChunk {
  const chunk = chunkOfBlobName(blob);
  return { id: quarantineId(chunk), chunk, failure: { name, message, place }, attempts, failedAt };
}

function addressOf(chunk: ChunkId): { readonly partitionKey: string; readonly rowKey: string } {
  return { partitionKey: key(chunk.tenant), rowKey: quarantineId(chunk) };
}
