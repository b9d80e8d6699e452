import type { Api } from './ask-grants.js';
import { advance, type Checkpoint } from './checkpoints.js';
import type { Chunk } from './chunk.js';
import { compress } from './compress.js';
import type { LogHeader } from './file-identity.js';
import { Grants } from './grants.js';
import type { Persistence } from './persistent-exchange.js';
import { readLog } from './read-log.js';
import { LogStop, ServiceStop } from './stops.js';
import { upload, type UploadResult } from './upload.js';

/**
 * Sends planned chunks in order and moves each checkpoint on as its chunks are stored. They go one after the other: so what the store
 * holds of a log is a prefix of it at any moment, and a failure leaves no holes.
 *
 * A chunk that can't be read or is refused holds up only its own log. Those logs' checkpoints are returned, to be left alone for this round.
 *
 * @throws ServiceStop when there is no point in going on; what was stored until then is in the checkpoints.
 */
export async function sendChunks(chunks: readonly Chunk[], api: Api, persistence: Persistence): Promise<ReadonlySet<Checkpoint>> {
  const heldUp = new Set<Checkpoint>();
  const grants = new Grants(chunks, api, persistence);
  for (const chunk of chunks) {
    if (heldUp.has(chunk.checkpoint)) continue;
    try {
      await sendChunk(chunk, grants, persistence);
      advance(chunk.checkpoint, chunk.to);
    } catch (error) {
      if (!(error instanceof LogStop)) throw error;
      persistence.tell(error.problem);
      heldUp.add(chunk.checkpoint);
    }
  }
  return heldUp;
}

async function sendChunk(chunk: Chunk, grants: Grants, persistence: Persistence): Promise<void> {
  const { checkpoint, from, to, codec } = chunk;
  const { bytes, header, look } = await readLog(checkpoint, from.offset, to.offset - from.offset);
  if (from.offset + bytes.length < to.offset) {
    throw new LogStop({ name: 'file-truncated', path: checkpoint.path, size: look.size, shippedUpTo: to.offset });
  }
  const packed = await compress(bytes, codec);
  const result = await uploadGranted(packed, header, chunk, grants, persistence);
  const about = { file: checkpoint.name, stream: checkpoint.stream, from: from.offset, to: to.offset };
  switch (result.kind) {
    case 'stored':
      persistence.tell({ name: 'chunk-shipped', ...about, compressedBytes: packed.length });
      return;
    case 'already-stored':
      persistence.tell({ name: 'chunk-already-stored', ...about });
      return;
    case 'chunk-refused':
      throw new LogStop({ name: 'upload-refused', file: checkpoint.name, status: result.status, code: result.code });
  }
}

/** Uploads with the chunk's grant and, where the store refuses that, once more with a new one. */
async function uploadGranted(
  packed: Buffer,
  header: LogHeader,
  chunk: Chunk,
  grants: Grants,
  persistence: Persistence,
): Promise<Exclude<UploadResult, { kind: 'grant-refused' }>> {
  const first = await upload(packed, await grants.of(chunk), header, chunk.from.line, persistence);
  if (first.kind !== 'grant-refused') return first;

  persistence.tell({ name: 'grant-renewed', file: chunk.checkpoint.name, code: first.code });
  const grant = await grants.renewed(chunk);
  const second = await upload(packed, grant, header, chunk.from.line, persistence);
  if (second.kind !== 'grant-refused') return second;
  throw new ServiceStop({ name: 'grants-refused', host: new URL(grant.url).host, status: second.status, code: second.code });
}
