import type { ChunkServices } from '../ingest/chunk-services.js';
import { ingestLogChunk } from '../ingest/ingest-log-chunk.js';
import { standingsOf } from '../store/held-ranges.js';
import { isSettled } from '../store/ledger.js';
import {
  dueGrants,
  EVENT_PATIENCE_MILLISECONDS,
  forgetGrants,
  lookAgainAt,
  noteUploaded,
  type OpenGrant,
} from '../store/open-grant-table.js';
import { UPLOAD_MILLISECONDS } from '../store/upload-signer.js';
import { inTrace, TRACE_METADATA } from '../telemetry/trace-context.js';

/** What looking for lost uploads works with. */
export interface LostUploadServices extends ChunkServices {
  /** Hears of each tenant that has blobs which were not ingested, and the age of the oldest in seconds. */
  readonly tellOldestUningested: (tenant: string, seconds: number) => void;
}

/** What one run may do. The next run goes on where it ended: what was dealt with is off the list. */
export interface Bounds {
  readonly grants: number;
  readonly atOnce: number;
  readonly milliseconds: number;
}

/** A run begins every five minutes, and the host ends a function after as long. */
const BOUNDS: Bounds = { grants: 20_000, atOnce: 4, milliseconds: 3 * 60_000 };

/** Grants whose chunks are asked for at once. */
const GRANTS_AT_ONCE = 100;

/** A blob that was being written when the grant expired is there long before this. */
const FORGET_AFTER_MILLISECONDS = UPLOAD_MILLISECONDS + 3_600_000;

/** When to look for a blob that has not come, counted from its grant: early, since mail waits; soon after the grant expired; and once more. */
const LOOKS = [EVENT_PATIENCE_MILLISECONDS, UPLOAD_MILLISECONDS + 5 * 60_000, FORGET_AFTER_MILLISECONDS];

/**
 * Finds chunks that were uploaded and never ingested, and ingests them. Event Grid's hook in the Functions host may answer 202 and lose the event, or
 * refuse the first one after a cold start. Grants of chunks that were ingested, as nearly all are, are taken off the list a hundred at a time: that is
 * cheaper than each by itself when its chunk is ingested.
 *
 * Two runs at once do no harm: ingestion may be repeated, and a row that the other has dealt with is left alone.
 *
 * @source https://github.com/Azure/azure-functions-host/issues/8802
 * @source https://github.com/Azure/azure-functions-host/issues/11834
 * @throws the first storage error, after all others were looked for.
 */
export async function findLostUploads(services: LostUploadServices, { grants, atOnce, milliseconds }: Bounds = BOUNDS): Promise<void> {
  const deadline = performance.now() + milliseconds;
  const failures: unknown[] = [];
  const oldest = new Map<string, number>();
  for await (const batch of batchesOf(dueGrants(services.tables, services.now()), grants)) {
    const waiting = await withoutSettled(batch, services).catch((error: unknown) => {
      failures.push(error);
      return [];
    });
    const work = async () => {
      for (let grant = waiting.shift(); grant !== undefined && performance.now() < deadline; grant = waiting.shift()) {
        try {
          const { tenant } = grant.chunk;
          const seconds = await lookFor(grant, services);
          if (seconds > (oldest.get(tenant) ?? 0)) oldest.set(tenant, seconds);
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    if (performance.now() >= deadline) break;
  }
  for (const [tenant, seconds] of oldest) services.tellOldestUningested(tenant, seconds);
  if (failures.length > 0) throw failures[0];
}

/** So many grants at the most, {@link GRANTS_AT_ONCE} at a time. */
async function* batchesOf(due: AsyncIterable<OpenGrant>, most: number): AsyncGenerator<OpenGrant[]> {
  let [batch, taken]: [OpenGrant[], number] = [[], 0];
  for await (const grant of due) {
    batch.push(grant);
    taken += 1;
    if (batch.length < GRANTS_AT_ONCE && taken < most) continue;
    yield batch;
    if (taken === most) return;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Those whose chunks are still to be looked for; the others are taken off the list. */
async function withoutSettled(grants: readonly OpenGrant[], { tables }: LostUploadServices): Promise<OpenGrant[]> {
  const standings = await standingsOf(
    tables,
    grants.map(({ chunk }) => chunk),
  );
  const isSettledAt = (index: number) => {
    const status = standings[index]?.status;
    return isSettled(status) || status === 'quarantined';
  };
  await forgetGrants(
    tables,
    grants.filter((_, index) => isSettledAt(index)),
  );
  return grants.filter((_, index) => !isSettledAt(index));
}

/** @returns for how many seconds the grant's blob has waited to be ingested. */
async function lookFor(grant: OpenGrant, services: LostUploadServices): Promise<number> {
  const { tables, now, readChunkBlob } = services;
  const { chunk } = grant;
  const stored = await readChunkBlob(chunk);
  if (stored === undefined) {
    await waitOrForget(grant, services);
    return 0;
  }
  // Before it is tried: should it fail, whoever asks sees that it waits.
  await noteUploaded(tables, grant, stored.createdAt);
  const ingestion = inTrace(stored.metadata[TRACE_METADATA], () => ingestLogChunk(stored.packed, chunk, stored.metadata, services));
  const isRead = await ingestion.then(
    () => true,
    () => false, // noted in the ledger; the next run tries again, until it is quarantined
  );
  if (isRead) await forgetGrants(tables, [grant]);
  return Math.max(0, Math.round((now().getTime() - stored.createdAt.getTime()) / 1000));
}

async function waitOrForget(grant: OpenGrant, { tables, now }: LostUploadServices): Promise<void> {
  const age = now().getTime() - grant.grantedAt.getTime();
  const next = LOOKS.find((look) => look > age);
  if (next === undefined) await forgetGrants(tables, [grant]);
  else await lookAgainAt(tables, grant, new Date(grant.grantedAt.getTime() + next));
}
