import { MAX_GRANTS_PER_REQUEST } from '../contract/uploads.js';
import type { Checkpoint, Checkpoints } from './checkpoints.js';
import { plannedChunks, type Chunk } from './chunk.js';
import { findLogFiles, type FoundLog } from './find-log-files.js';
import { forget, forgetGoneLogs } from './forget-gone-logs.js';
import type { ShipSettings } from './options.js';
import type { Persistence } from './persistent-exchange.js';
import type { QuietFiles } from './quiet-files.js';
import { recogniseLog } from './recognise-log.js';
import type { RipeChunks } from './ripe-chunks.js';
import { sendChunks } from './send-chunks.js';
import type { Tally } from './ship-report.js';
import { LogStop, ServiceStop } from './stops.js';

/** What a round works with; the first three outlive it. */
export interface RoundParts {
  readonly checkpoints: Checkpoints;
  readonly quiet: QuietFiles;
  readonly ripe: RipeChunks;
  readonly settings: ShipSettings;
  readonly persistence: Persistence;
  readonly tally: Tally;
  readonly draining: boolean;
}

/** One walk through all logs, oldest first: find, recognise, cut, save the plan, send, save the positions. */
export class Round {
  readonly #parts: RoundParts;
  readonly #batch: Chunk[] = [];
  /** Logs that met a problem of their own. */
  readonly #heldUp = new Set<Checkpoint>();

  constructor(parts: RoundParts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    const { settings, tally, persistence, checkpoints, quiet } = this.#parts;
    const { logs, remarks } = await findLogFiles(settings.roots);
    remarks.forEach(persistence.tell);
    tally.files = logs.length;
    const found = new Set(logs.map(({ path }) => path));
    quiet.keepOnly(found);
    try {
      for (const log of logs) await this.#ship(log, found);
      await this.#sendBatch();
    } catch (error) {
      if (error instanceof ServiceStop) persistence.tell(error.problem);
      else if (!persistence.signal?.aborted) throw error;
      tally.stopped = true;
    }
    await forgetGoneLogs(checkpoints, found, this.#heldUp, persistence.tell);
    await checkpoints.save();
  }

  async #ship(log: FoundLog, found: ReadonlySet<string>): Promise<void> {
    const { checkpoints, quiet, tally, persistence } = this.#parts;
    persistence.signal?.throwIfAborted();
    const unchanged = await quiet.unchanged(log.path);
    if (unchanged) {
      if (unchanged.waits) tally.waiting += 1;
      return;
    }
    const recognition = await recogniseLog(log, checkpoints, found);
    switch (recognition.kind) {
      case 'gone':
        return;
      case 'incomplete':
        tally.waiting += 1;
        quiet.settle(log.path, recognition.look, true);
        return;
      case 'passed-over':
        persistence.tell(recognition.problem);
        if (recognition.look) quiet.settle(log.path, recognition.look, false);
        return;
      case 'log':
        if (recognition.replaced) forget(recognition.replaced, checkpoints, persistence.tell);
        await this.#shipChunks(recognition.checkpoint);
    }
  }

  async #shipChunks(checkpoint: Checkpoint): Promise<void> {
    const { quiet, ripe, tally, persistence, draining } = this.#parts;
    for (const chunk of plannedChunks(checkpoint)) {
      // The batch may have been sent meanwhile and have met a problem with an earlier chunk of this log.
      if (this.#heldUp.has(checkpoint)) return;
      await this.#add(chunk);
    }
    while (!this.#heldUp.has(checkpoint)) {
      try {
        const next = await ripe.next(checkpoint, draining, persistence.tell);
        if (next.kind === 'chunk') await this.#add(next.chunk);
        else if (next.settled) quiet.settle(checkpoint.path, next.settled, next.waits);
        if (next.waits) tally.waiting += 1;
        if (next.kind === 'none' || next.last) return;
      } catch (error) {
        if (!(error instanceof LogStop)) throw error;
        persistence.tell(error.problem);
        this.#heldUp.add(checkpoint);
      }
    }
  }

  async #add(chunk: Chunk): Promise<void> {
    this.#batch.push(chunk);
    if (this.#batch.length === MAX_GRANTS_PER_REQUEST) await this.#sendBatch();
  }

  /** The positions reached are saved with the next plan, or when the round ends; until then the plan on the disk covers them. */
  async #sendBatch(): Promise<void> {
    const { checkpoints, settings, persistence } = this.#parts;
    const chunks = this.#batch.splice(0);
    if (chunks.length === 0) return;
    await checkpoints.save();
    for (const checkpoint of await sendChunks(chunks, settings, persistence)) this.#heldUp.add(checkpoint);
  }
}
