import { MAX_GRANTS_PER_REQUEST } from '../contract/uploads.js';
import type { Checkpoints } from './checkpoints.js';
import type { Checkpoint, FileLook } from './memory.js';
import { plannedChunks, type Chunk } from './chunk.js';
import { FinishedLogs } from './finished-logs.js';
import { LedgerFollower } from './follow-ledger.js';
import { forget, forgetGoneLogs } from './forget-gone-logs.js';
import { collectGarbage } from './garbage.js';
import type { KnownLog, KnownLogs } from './known-logs.js';
import type { LogFinder } from './log-finder.js';
import type { NewLogs } from './new-logs.js';
import type { ShipSettings } from './options.js';
import type { Persistence } from './persistent-exchange.js';
import type { QuietFiles } from './quiet-files.js';
import { recogniseLog } from './recognise-log.js';
import type { RestingLogs } from './resting-logs.js';
import type { RipeChunks } from './ripe-chunks.js';
import type { Room } from './room.js';
import { sendChunks } from './send-chunks.js';
import type { Tally } from './ship-report.js';
import { LogStop, ServiceStop } from './stops.js';

/** What outlives a round. */
export interface LastingParts {
  readonly known: KnownLogs;
  readonly finder: LogFinder;
  readonly newLogs: NewLogs;
  readonly checkpoints: Checkpoints;
  readonly quiet: QuietFiles;
  readonly resting: RestingLogs;
  readonly ripe: RipeChunks;
  readonly room: Room;
}

/** What a round works with. */
export interface RoundParts extends LastingParts {
  readonly settings: ShipSettings;
  readonly persistence: Persistence;
  readonly tally: Tally;
  readonly draining: boolean;
}

/** The last chunk of a log, as things are. */
interface Ending {
  readonly log: KnownLog;
  readonly chunk: Chunk;
  /** How it looked. */
  readonly look: FileLook;
  /** Bytes are left behind that chunk. */
  readonly waits: boolean;
  /** Exchange has done with it. */
  readonly isFinished: boolean;
}

/** One walk through all logs, oldest first: find, recognise, cut, save the plan, send, save the positions. */
export class Round {
  readonly #parts: RoundParts;
  readonly #batch: Chunk[] = [];
  readonly #endings: Ending[] = [];
  /** The paths of logs that met a problem of their own. */
  readonly #heldUp = new Set<string>();
  /** Whose chunks are being cut. */
  #inHand: Checkpoint | undefined;
  readonly #ledger: LedgerFollower;

  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.#ledger = new LedgerFollower(parts.persistence.tell);
  }

  async run(): Promise<void> {
    const { settings, tally, persistence, known, finder, newLogs, checkpoints, resting, draining } = this.#parts;
    const { tell, signal, wire } = persistence;
    const { logs, remarks } = await finder.find(await settings.findRoots());
    remarks.forEach(tell);
    tally.files = logs.length;
    const finished = new FinishedLogs(logs, settings.clock(), settings.finishedAfterMilliseconds);
    const rest = (): Promise<void> => wire.pace.rest(signal);
    try {
      await newLogs.note(logs, checkpoints, rest);
      await resting.wakeChanged(checkpoints, draining, rest);
      for (const log of logs) if (log.progress !== 'at rest') await this.#ship(log, finished);
      await this.#sendBatch();
    } catch (error) {
      if (error instanceof ServiceStop) tell(error.problem);
      else if (!signal?.aborted) throw error;
      tally.stopped = true;
    }
    const heldUp = [...this.#heldUp].flatMap((path) => known.at(path) ?? []);
    await this.#forgetGone([...finder.missing(), ...heldUp]);
    await checkpoints.save();
    checkpoints.release();
    collectGarbage();
  }

  async #ship(log: KnownLog, finished: FinishedLogs): Promise<void> {
    const { checkpoints, quiet, tally, settings, persistence, finder, known } = this.#parts;
    persistence.signal?.throwIfAborted();
    const unchanged = await quiet.unchanged(log, finished);
    // Time alone may make a log ripe whose last bytes wait.
    if (unchanged && !(unchanged.waits && finished.has(log, unchanged))) {
      if (unchanged.waits) tally.waiting += 1;
      else if (finished.has(log, unchanged)) await this.#rests(log, unchanged);
      return;
    }
    const recognition = await recogniseLog(log, checkpoints, (path) => {
      const other = known.at(path);
      return other !== undefined && finder.isThere(other);
    });
    switch (recognition.kind) {
      case 'gone':
        await this.#forgetGone([log]);
        return;
      case 'incomplete':
        this.#awaitHeader(log, recognition.look, finished);
        return;
      case 'passed-over':
        persistence.tell(recognition.problem);
        if (recognition.look) await this.#settle(log, recognition.look, false, finished.has(log, recognition.look));
        return;
      case 'log':
        if (recognition.replaced) forget(recognition.replaced, checkpoints, persistence.tell, settings.clock());
        await this.#shipChunks(log, recognition.checkpoint, finished);
    }
  }

  /** Exchange is still writing the header, or else never will: then the log holds no record to wait for. */
  #awaitHeader(log: KnownLog, look: FileLook, finished: FinishedLogs): void {
    const { quiet, tally } = this.#parts;
    const waits = !finished.has(log, look);
    if (waits) tally.waiting += 1;
    quiet.settle(log, look, waits);
  }

  async #shipChunks(log: KnownLog, checkpoint: Checkpoint, finished: FinishedLogs): Promise<void> {
    const { ripe, tally, persistence, draining } = this.#parts;
    this.#inHand = checkpoint;
    await this.#add(plannedChunks(checkpoint));
    while (!this.#heldUp.has(log.path)) {
      try {
        await persistence.wire.pace.rest(persistence.signal);
        const next = await ripe.next(log, checkpoint, draining, finished, persistence.tell);
        if (next.kind === 'chunk') {
          const { chunk, look, waits } = next;
          if (next.last) this.#endings.push({ log, chunk, look, waits, isFinished: finished.has(log, look) });
          await this.#add([chunk]);
        } else if (next.settled) {
          await this.#settle(log, next.settled, next.waits, finished.has(log, next.settled));
        }
        if (next.waits) tally.waiting += 1;
        if (next.kind === 'none' || next.last) break;
      } catch (error) {
        if (!(error instanceof LogStop)) throw error;
        persistence.tell(error.problem);
        this.#heldUp.add(log.path);
      }
    }
    this.#inHand = undefined;
  }

  /** All planned chunks of one log at once: when a batch is sent, its logs may be planned anew. */
  async #add(chunks: readonly Chunk[]): Promise<void> {
    this.#batch.push(...chunks);
    if (this.#batch.length >= MAX_GRANTS_PER_REQUEST) await this.#sendBatch();
  }

  /** The positions reached are saved with the next plan, or when the round ends; until then the plan on the disk covers them. */
  async #sendBatch(): Promise<void> {
    const { checkpoints, room, settings, persistence } = this.#parts;
    let chunks = this.#batch.splice(0);
    while (chunks.length > 0) {
      await checkpoints.save();
      const { heldUp, replanned } = await sendChunks(chunks, { ...settings, room }, this.#ledger, persistence);
      for (const { path } of heldUp) this.#heldUp.add(path);
      chunks = [...replanned].flatMap(plannedChunks);
    }
    for (const { log, chunk, look, waits, isFinished } of this.#endings.splice(0)) {
      const { planned, position } = chunk.checkpoint;
      if (planned.length === 0 && position.offset === chunk.to.offset) await this.#settle(log, look, waits, isFinished);
    }
    checkpoints.release(this.#inHand);
    collectGarbage();
  }

  /** Nothing can be shipped of it until it changes. */
  async #settle(log: KnownLog, look: FileLook, waits: boolean, isFinished: boolean): Promise<void> {
    if (waits || !isFinished || !(await this.#rests(log, look))) this.#parts.quiet.settle(log, look, waits);
  }

  /** @returns whether it is left alone from now on */
  async #rests(log: KnownLog, look: FileLook): Promise<boolean> {
    const { checkpoints, quiet } = this.#parts;
    const isRemembered = await checkpoints.rest(log, look);
    if (isRemembered) quiet.forget(log);
    return isRemembered;
  }

  async #forgetGone(missing: Iterable<KnownLog>): Promise<void> {
    const { checkpoints, known, quiet, persistence, settings } = this.#parts;
    const wasTold = ({ path }: KnownLog): boolean => this.#heldUp.has(path);
    const onGone = (log: KnownLog): void => {
      known.forget(log);
      quiet.forget(log);
    };
    await forgetGoneLogs(missing, checkpoints, wasTold, onGone, persistence.tell, settings.clock());
  }
}
