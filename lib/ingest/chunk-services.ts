import type { ReadChunkBlob } from '../store/chunk-blobs.js';
import type { ChunkTrouble } from '../store/chunk-trouble.js';
import type { IngestedChunk } from '../store/ingested-chunk.js';
import type { IngestServices } from './write-and-settle.js';

/** What ingesting a chunk works with. */
export interface ChunkServices extends IngestServices {
  /** For chunks other than the delivered one: those whose bytes overlap with it. */
  readonly readChunkBlob: ReadChunkBlob;
  /** Hears when a chunk is quarantined, or found to conflict with another. */
  readonly tellTrouble: (trouble: ChunkTrouble) => void;
  /** Hears of every chunk that is ingested for the first time. */
  readonly tellIngested: (chunk: IngestedChunk) => void;
}
