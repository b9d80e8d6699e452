import type { ChunkServices } from '../ingest/chunk-services.js';
import { rereadChunk, type Rereading } from '../ingest/reread-chunk.js';
import { settleRecoveries } from '../ingest/settle-recoveries.js';
import { tellChanges } from '../ingest/tell-changes.js';
import type { ChunkId, LogFileId, LogSource } from '../store/chunk.js';
import { ledgerKey } from '../store/ledger.js';
import { chunksWithin, countFilesWithin, type Step } from '../store/chunks-within.js';
import { FILE_DONE, withFailed, withMissing, withRead, type RediagnosisProgress } from '../store/rediagnosis-progress.js';
import { finishRediagnosis, releaseRediagnosis, saveProgress, type LeasedRediagnosis } from '../store/rediagnosis-table.js';

/** Runs that may end at one chunk before it is passed over: it may take a process with it each time. */
const MAX_ATTEMPTS = 5;

/**
 * One re-diagnosis that this run goes on with, chunk by chunk. After each chunk its progress is saved; who dies in between leaves a chunk to be read
 * once more, which changes nothing.
 */
export class Rediagnosing {
  #leased: LeasedRediagnosis;
  #progress: RediagnosisProgress;
  #steps: AsyncGenerator<Step> | undefined;
  /** It is at its end, or somebody else's. */
  isOver = false;

  constructor(
    leased: LeasedRediagnosis,
    private readonly services: ChunkServices,
  ) {
    this.#leased = leased;
    this.#progress = leased.progress;
  }

  /** Reads the next chunk again. @returns how many bytes it has; 0 when there was none to read. */
  async step(): Promise<number> {
    const { tables, now } = this.services;
    if (this.#progress.filesTotal === undefined)
      this.#progress = { ...this.#progress, filesTotal: await countFilesWithin(tables, this.#leased) };
    this.#steps ??= chunksWithin(tables, this.#leased, this.#progress);
    const next = await this.#steps.next();
    if (next.done === true) {
      await this.#endStream(this.#progress.file);
      await finishRediagnosis(tables, this.#leased, this.#progress, now());
      this.isOver = true;
      return 0;
    }
    const { file, chunk } = next.value;
    if (isOther(this.#progress.file, file)) await this.#endStream(this.#progress.file);
    if (chunk === undefined) {
      this.#progress = { ...this.#progress, file, chunk: FILE_DONE, filesDone: this.#progress.filesDone + 1 };
      return 0;
    }
    const progress = withResult(this.#progress, chunk, await this.#reread(chunk));
    await this.#save({ ...progress, file, chunk: ledgerKey(chunk) });
    return chunk.to - chunk.from;
  }

  /** Leaves the rest to a later run. */
  async pause(hasFailed: boolean): Promise<void> {
    await releaseRediagnosis(this.services.tables, this.#leased, this.#progress, hasFailed);
  }

  async #reread(chunk: ChunkId): Promise<Rereading> {
    if (this.#leased.attempts <= MAX_ATTEMPTS) return rereadChunk(chunk, this.services);
    const message = `${MAX_ATTEMPTS} runs ended while they read it. It was passed over.`;
    return { result: 'failed', failure: { name: 'Error', message, place: '', isFinal: true } };
  }

  async #save(progress: RediagnosisProgress): Promise<void> {
    const saved = await saveProgress(this.services.tables, this.#leased, progress, this.services.now());
    this.#progress = progress;
    if (saved === undefined) this.isOver = true;
    else this.#leased = saved;
  }

  /**
   * Looks once at the recoveries of a stream that was read to its end: a session that counted as healthy may not do so any more, and then what it proved
   * is no longer proven.
   */
  async #endStream(file: LogFileId | undefined): Promise<void> {
    if (file === undefined) return;
    const { tables, now, tell } = this.services;
    await settleRecoveries(tables, file, { touched: new Set(), activity: [], isCorrection: true }, now());
    // Also what somebody changed who crashed before telling of it.
    await tellChanges(tables, file.tenant, tell);
  }
}

function isOther(one: LogSource | undefined, other: LogSource): boolean {
  return one !== undefined && (one.server !== other.server || one.stream !== other.stream);
}

function withResult(progress: RediagnosisProgress, chunk: ChunkId, reading: Rereading): RediagnosisProgress {
  switch (reading.result) {
    case 'read':
      return withRead(progress, chunk);
    case 'missing':
      return withMissing(progress, chunk);
    case 'failed':
      return withFailed(progress, chunk, reading.failure);
  }
}
