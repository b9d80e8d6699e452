import { brotliCompressSync } from 'node:zlib';
import { concludeOpenSessions } from '../../lib/ingest/conclude-open-sessions.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import type { Services } from '../../lib/services.js';
import type { ReadChunkBlob } from '../../lib/store/chunk-blobs.js';
import type { ChunkId, LogSource } from '../../lib/store/chunk.js';
import type { Plan } from './plan.js';
import { writeLogs, type WrittenFile } from './written-logs.js';

/** One stream of one server of one tenant, and what Exchange wrote there. */
export interface WrittenStream {
  readonly source: LogSource;
  readonly files: readonly WrittenFile[];
}

/** Writes all logs of a plan, for tenants whose names begin so. */
export function writeAll({ tenants }: Plan, prefix: string): readonly WrittenStream[] {
  return tenants.flatMap(({ servers }, t) =>
    servers.flatMap((streams, s) =>
      streams.map((planned) => ({
        source: { tenant: `${prefix}-${t}`, server: `EX0${s + 1}`, stream: planned.stream },
        files: writeLogs(planned),
      })),
    ),
  );
}

/** The event of a chunk's blob. */
export interface Delivery {
  readonly chunk: ChunkId;
  readonly packed: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

export function deliveryOf(
  source: LogSource,
  { file, bytes }: WrittenFile,
  { from, to, metadata }: WrittenFile['pieces'][number],
): Delivery {
  return { chunk: { ...source, file, from, to, codec: 'br' }, packed: brotliCompressSync(bytes.subarray(from, to)), metadata };
}

/** The container in which these logs' chunks lie, however they are cut. */
export function blobsOf(streams: readonly WrittenStream[]): ReadChunkBlob {
  return (chunk) => {
    const stream = streams.find(
      ({ source: { tenant, server, stream: name } }) => tenant === chunk.tenant && server === chunk.server && name === chunk.stream,
    );
    const file = stream?.files.find((written) => written.file.name === chunk.file.name && written.file.date === chunk.file.date);
    const piece = file?.pieces.find(({ from }) => from === chunk.from);
    if (stream === undefined || file === undefined || piece === undefined) return Promise.resolve(undefined);
    const { packed, metadata } = deliveryOf(stream.source, file, { ...piece, to: chunk.to });
    return Promise.resolve({ packed, metadata, createdAt: new Date(DAY_OF_ARRIVAL) });
  };
}

export const DAY_OF_ARRIVAL = Date.UTC(2024, 4, 15);
export const MINUTE = 60_000;
/** By then every session has waited long enough. */
export const LATE = new Date(DAY_OF_ARRIVAL + 48 * 60 * MINUTE);

/** Delivers whole files, one after the other, then lets the timer run. */
export async function deliverInOrder(streams: readonly WrittenStream[], services: Services): Promise<void> {
  const atArrival = { ...services, now: () => new Date(DAY_OF_ARRIVAL) };
  for (const { source, files } of streams) {
    for (const written of files) {
      const whole = { from: 0, to: written.bytes.length, metadata: written.pieces[0]?.metadata ?? {} };
      const { chunk, packed, metadata } = deliveryOf(source, written, whole);
      await ingestLogChunk(packed, chunk, metadata, atArrival);
    }
  }
  await concludeOpenSessions({ ...services, now: () => LATE });
}
