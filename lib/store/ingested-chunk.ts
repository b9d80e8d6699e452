import type { ChunkReceipt } from './chunk-table.js';
import type { ChunkId } from './chunk.js';

/** A chunk that was ingested, and had not been before. */
export interface IngestedChunk {
  readonly chunk: ChunkId;
  readonly receipt: Pick<ChunkReceipt, 'bytes' | 'records' | 'outcomes' | 'readAt'>;
  /** When its upload was granted, if it was. */
  readonly grantedAt: Date | undefined;
}
