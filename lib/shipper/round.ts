import { MAX_GRANTS_PER_REQUEST } from '../contract/uploads.js';
import type { Checkpoint, Checkpoints } from './checkpoints.js';
import { plannedChunks, type Chunk } from './chunk.js';
import type { FoundLog } from './find-log-files.js';
import { FinishedLogs } from './finished-logs.js';
import { LedgerFollower } from './follow-ledger.js';
import { forget, forgetGoneLogs, forgetIfGone } from './forget-gone-logs.js';
import type { Findings, LogFinder } from './log-finder.js';
import type { NewLogs } from './new-logs.js';
import type { ShipSettings } from './options.js';
import type { Persistence } from './persistent-exchange.js';
import type { QuietFiles } from './quiet-files.js';
import type { FileLook } from './read-log-file.js';
import { recogniseLog } from './recognise-log.js';
import type { RipeChunks } from './ripe-chunks.js';
import type { Room } from './room.js';
import { sendChunks } from './send-chunks.js';
import type { Tally } from './ship-report.js';
import { LogStop, ServiceStop } from './stops.js';

/** What a round works with; the first seven outlive it. */
export interface RoundParts {
  readonly finder: LogFinder;
  readonly newLogs: NewLogs;
  readonly checkpoints: Checkpoints;
  readonly quiet: QuietFiles;
  readonly ripe: RipeChunks;
  readonly room: Room;
  readonly hiddenRoom: Room;
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
  readonly #ledger: LedgerFollower;

  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.#ledger = new LedgerFollower(parts.persistence.tell);
  }

  async run(): Promise<void> {
    const { settings, tally, persistence, finder, newLogs, checkpoints, quiet } = this.#parts;
    const { tell, signal, wire } = persistence;
    const { logs, paths, remarks } = await finder.find(await settings.findRoots());
    remarks.forEach(tell);
    tally.files = logs.length;
    quiet.keepOnly(paths);
    const finished = new FinishedLogs(logs, settings.clock(), settings.finishedAfterMilliseconds);
    try {
      await newLogs.note(logs, checkpoints, () => wire.pace.rest(signal));
      for (const log of logs) await this.#ship(log, paths, finished);
      await this.#sendBatch();
    } catch (error) {
      if (error instanceof ServiceStop) tell(error.problem);
      else if (!signal?.aborted) throw error;
      tally.stopped = true;
    }
    await forgetGoneLogs(checkpoints, paths, this.#heldUp, tell, settings.clock());
    await checkpoints.save();
  }

  async #ship(log: FoundLog, found: Findings['paths'], finished: FinishedLogs): Promise<void> {
    const { checkpoints, quiet, tally, settings, persistence } = this.#parts;
    persistence.signal?.throwIfAborted();
    const unchanged = await quiet.unchanged(log, finished);
    // Time alone may make a log ripe whose last bytes wait.
    if (unchanged && !(unchanged.waits && finished.has(log, unchanged))) {
      if (unchanged.waits) tally.waiting += 1;
      return;
    }
    const recognition = await recogniseLog(log, checkpoints, found);
    switch (recognition.kind) {
      case 'gone':
        await forgetIfGone(recognition.checkpoint, checkpoints, persistence.tell, settings.clock());
        return;
      case 'incomplete':
        this.#awaitHeader(log, recognition.look, finished);
        return;
      case 'passed-over':
        persistence.tell(recognition.problem);
        if (recognition.look) quiet.settle(log.path, recognition.look, false);
        return;
      case 'log':
        if (recognition.replaced) forget(recognition.replaced, checkpoints, persistence.tell, settings.clock());
        await this.#shipChunks(recognition.checkpoint, finished);
    }
  }

  /** Exchange is still writing the header, or else never will: then the log holds no record to wait for. */
  #awaitHeader(log: FoundLog, look: FileLook, finished: FinishedLogs): void {
    const { quiet, tally } = this.#parts;
    const waits = !finished.has(log, look);
    if (waits) tally.waiting += 1;
    quiet.settle(log.path, look, waits);
  }

  async #shipChunks(checkpoint: Checkpoint, finished: FinishedLogs): Promise<void> {
    const { quiet, ripe, tally, persistence, draining } = this.#parts;
    await this.#add(plannedChunks(checkpoint));
    while (!this.#heldUp.has(checkpoint)) {
      try {
        await persistence.wire.pace.rest(persistence.signal);
        const next = await ripe.next(checkpoint, draining, finished, persistence.tell);
        if (next.kind === 'chunk') await this.#add([next.chunk]);
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

  /** All planned chunks of one log at once: when a batch is sent, its logs may be planned anew. */
  async #add(chunks: readonly Chunk[]): Promise<void> {
    this.#batch.push(...chunks);
    if (this.#batch.length >= MAX_GRANTS_PER_REQUEST) await this.#sendBatch();
  }

  /** The positions reached are saved with the next plan, or when the round ends; until then the plan on the disk covers them. */
  async #sendBatch(): Promise<void> {
    const { checkpoints, room, hiddenRoom, settings, persistence } = this.#parts;
    let chunks = this.#batch.splice(0);
    while (chunks.length > 0) {
      await checkpoints.save();
      const { heldUp, replanned } = await sendChunks(chunks, { ...settings, room, hiddenRoom }, this.#ledger, persistence);
      for (const checkpoint of heldUp) this.#heldUp.add(checkpoint);
      chunks = [...replanned].flatMap(plannedChunks);
    }
  }
}
