import type { ChunkId } from './chunk.js';

/** What befell a chunk that a person has to know of. It is told when the ledger changes, and not of what a log says. */
export interface ChunkTrouble {
  readonly trouble: 'quarantined' | 'conflicting';
  readonly chunk: ChunkId;
  /** The kind of the error and its place in the code, or the other chunk. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}
