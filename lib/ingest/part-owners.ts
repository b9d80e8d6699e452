import type { ChunkId, LogSource } from '../store/chunk.js';
import type { PartOwner } from '../store/finding-table.js';
import { chunkKey } from '../store/fragment-table.js';

/** Who owns what a chunk's whole sessions say of a finding. */
export function ownedByChunk(chunk: ChunkId): PartOwner {
  return { chunk: `${chunk.server}/${chunk.stream}/${chunkKey(chunk)}` };
}

/** Who owns what a crossing session says of a finding. */
export function ownedBySession({ server, stream }: LogSource, sessionKey: string): PartOwner {
  return { session: `${server}/${stream}/${sessionKey}` };
}
