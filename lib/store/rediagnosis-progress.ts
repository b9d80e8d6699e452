import { chunkBlobName, type ChunkId, type LogFileId } from './chunk.js';
import type { ChunkFailure } from './quarantine-table.js';

/** How far a re-diagnosis has come, and what it met. */
export interface RediagnosisProgress {
  /** Log files that may hold records of the range; `undefined` before they were counted. More may come meanwhile. */
  readonly filesTotal: number | undefined;
  readonly filesDone: number;
  /** The file that was read last. */
  readonly file: LogFileId | undefined;
  /** The key of its chunk that was read last; {@link FILE_DONE} when none is left. */
  readonly chunk: string;
  readonly chunksRead: number;
  /** Raw log. */
  readonly bytesRead: number;
  /** Chunks whose blob is not kept any more: what was said of them stays. */
  readonly chunksMissing: number;
  /** Chunks that could not be read, likewise. */
  readonly chunksFailed: number;
  /** Names of the first of them, at most {@link MAX_NAMED} of each kind. */
  readonly missing: readonly string[];
  readonly failed: readonly FailedReading[];
}

export interface FailedReading {
  readonly blob: string;
  readonly error: Omit<ChunkFailure, 'isFinal'>;
}

/** Greater than the key of any chunk. */
export const FILE_DONE = '~';

/** Where blobs are kept for a month and the range is longer, thousands are missing: some names will do, and all are counted. */
export const MAX_NAMED = 100;

export const NO_PROGRESS: RediagnosisProgress = {
  filesTotal: undefined,
  filesDone: 0,
  file: undefined,
  chunk: '',
  ...{ chunksRead: 0, bytesRead: 0, chunksMissing: 0, chunksFailed: 0 },
  missing: [],
  failed: [],
};

/** The progress once this chunk was read. */
export function withRead(progress: RediagnosisProgress, { from, to }: ChunkId): RediagnosisProgress {
  return { ...progress, chunksRead: progress.chunksRead + 1, bytesRead: progress.bytesRead + to - from };
}

/** The progress once this chunk's blob was found to be gone. */
export function withMissing(progress: RediagnosisProgress, chunk: ChunkId): RediagnosisProgress {
  return { ...progress, chunksMissing: progress.chunksMissing + 1, missing: named(progress.missing, chunkBlobName(chunk)) };
}

/** The progress once reading this chunk has failed. */
export function withFailed(progress: RediagnosisProgress, chunk: ChunkId, { name, message, place }: ChunkFailure): RediagnosisProgress {
  const failed = { blob: chunkBlobName(chunk), error: { name, message, place } };
  return { ...progress, chunksFailed: progress.chunksFailed + 1, failed: named(progress.failed, failed) };
}

function named<Name>(names: readonly Name[], next: Name): readonly Name[] {
  return names.length < MAX_NAMED ? [...names, next] : names;
}
