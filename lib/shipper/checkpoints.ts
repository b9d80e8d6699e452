import { MAX_DELETED_UNREAD, NAME_DELETED_DAYS } from '../contract/heartbeat.js';
import type { Stream } from '../log/log-file.js';
import { progressOf, unshippedBytes, wordOf } from './checkpoint.js';
import { identityKey, type LogIdentity } from './file-identity.js';
import { KnownLog, NO_ROW, type KnownLogs } from './known-logs.js';
import type { Checkpoint, FileLook, LostLog } from './memory.js';
import { START } from './position.js';
import { StateFile, type PlacedRow } from './state-file.js';
import type { StateRow } from './state-row.js';

/** Rows that may be of no use in the state file before it is written anew, beside as many as are of use. */
const SPARE_ROWS = 1000;

/** A log that is left alone as long as it looks so and belongs to this stream. */
export interface AtRest {
  readonly log: KnownLog;
  readonly stream: Stream;
  readonly look: FileLook;
}

/** A checkpoint that is at work, and what the disk holds of it. */
interface Awake {
  readonly checkpoint: Checkpoint;
  /** In one word. */
  saved: string;
  savedSize: number;
}

/**
 * Where the shipper is, in each log: what it remembers when it starts again. In memory are only the checkpoints that are at work; all others
 * stand in the state file, and of each log is known where.
 *
 * A chunk is **planned before it is sent**: its end is saved first. Were it not, a power failure between the upload and the save
 * would leave a stored chunk that nobody here remembers; by the next start the log has grown and another cut is made. A chunk that was
 * planned is sent again exactly as it was, name and all, and the store's “already there” settles it.
 *
 * Should this memory fail all the same (the file lost, or an old copy put back), the API's ledger knows how the log was cut, and
 * {@link ./follow-ledger.ts} makes the plan agree with it.
 */
export class Checkpoints {
  readonly #state: StateFile;
  readonly #logs: KnownLogs;
  readonly #awake = new Map<KnownLog, Awake>();
  /** Rows of the state file that must not be believed any longer. */
  readonly #gone = new Set<string>();
  #lost: readonly LostLog[] = [];
  #lostSaved = this.#lost;
  #lostRow = NO_ROW;
  #lookedUpTo = 0;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(state: StateFile, logs: KnownLogs) {
    this.#state = state;
    this.#logs = logs;
  }

  /**
   * Remembers. A state file that is missing or can't be trusted counts as empty; of the latter, `lost` says why.
   *
   * @param logs where it is noted what is remembered of which log
   * @throws StateFailure when the file is there and can't be read.
   */
  static async load(stateFile: string, logs: KnownLogs): Promise<{ readonly checkpoints: Checkpoints; readonly lost?: string }> {
    const state = new StateFile(stateFile);
    const checkpoints = new Checkpoints(state, logs);
    const reading = await state.read((row) => {
      checkpoints.#index(row);
    });
    switch (reading.kind) {
      case 'read':
      case 'missing':
        return { checkpoints };
      case 'former':
        checkpoints.#lost = reading.memory.lost;
        for (const checkpoint of reading.memory.files) {
          const log = checkpoints.#logOf(checkpoint);
          log.progress = progressOf(checkpoint);
          checkpoints.#wake(log, checkpoint, NOTHING);
        }
        return { checkpoints };
      case 'lost':
        logs.clear();
        return { checkpoints: new Checkpoints(new StateFile(stateFile), logs), lost: reading.reason };
    }
  }

  #index({ row, at }: PlacedRow): void {
    if ('lost' in row) {
      this.#lost = this.#lostSaved = row.lost;
      this.#lostRow = at;
    } else if ('gone' in row) {
      const log = this.#logs.at(row.gone);
      if (log !== undefined) this.#logs.forget(log);
    } else {
      const log = this.#logOf(row.log);
      log.row = at;
      log.progress = progressOf(row.log);
    }
  }

  #logOf({ path, name }: Checkpoint): KnownLog {
    return this.#logs.folder(path.slice(0, path.length - name.length)).log(name);
  }

  #wake(log: KnownLog, checkpoint: Checkpoint, saved: string): Checkpoint {
    this.#awake.set(log, { checkpoint, saved, savedSize: checkpoint.size });
    return checkpoint;
  }

  async of({ stream, name, date }: LogIdentity): Promise<Checkpoint | undefined> {
    for (const log of this.#logs.named(name, stream)) {
      const checkpoint = await this.at(log);
      if (checkpoint?.stream === stream && checkpoint.date === date) return checkpoint;
    }
    return undefined;
  }

  /** What is remembered of the log that was last seen here. */
  async at(log: KnownLog): Promise<Checkpoint | undefined> {
    const awake = this.#awake.get(log);
    if (awake !== undefined || log.row === NO_ROW) return awake?.checkpoint;
    const checkpoint = await this.#read(log);
    return this.#wake(log, checkpoint, wordOf(checkpoint));
  }

  /** How many bytes of it are known to be stored; `undefined` when nothing of it is left to ship. */
  async shippedBytes(log: KnownLog): Promise<number | undefined> {
    const awake = this.#awake.get(log);
    if (awake !== undefined) return awake.checkpoint.position.offset;
    switch (log.progress) {
      case 'unknown':
      case 'noted':
        return 0;
      case 'begun':
        return (await this.#read(log)).position.offset;
      case 'at rest':
        return undefined;
    }
  }

  /** Remembers a log that was not seen before. */
  begin({ stream, name, date }: LogIdentity, log: KnownLog, size: number): Checkpoint {
    const checkpoint: Checkpoint = { stream, name, date, path: log.path, position: START, planned: [], size };
    log.progress = 'noted';
    // A share that was away for a while brings back what seemed to be lost.
    const key = identityKey(checkpoint);
    if (this.#lost.some((lost) => identityKey(lost) === key)) this.#lost = this.#lost.filter((lost) => identityKey(lost) !== key);
    return this.#wake(log, checkpoint, NOTHING);
  }

  /** A log is in another place than it was. */
  move(checkpoint: Checkpoint, to: KnownLog): void {
    const from = this.#logOf(checkpoint);
    if (from === to) return;
    this.#strike(from);
    checkpoint.path = to.path;
    to.progress = 'begun';
    this.#wake(to, checkpoint, NOTHING);
  }

  /** Nothing of it is left to ship, and Exchange has done with it: it is left alone while it looks so. @returns whether anything is remembered of it */
  async rest(log: KnownLog, look: FileLook): Promise<boolean> {
    const checkpoint = await this.at(log);
    if (checkpoint === undefined) return false;
    checkpoint.look = look;
    log.progress = 'at rest';
    return true;
  }

  /** Some of the logs at rest; with the next call the next ones, until the last, and then again from the first. */
  async someAtRest(): Promise<{ readonly logs: readonly AtRest[]; readonly last: boolean }> {
    if (this.#state.rows === 0) return { logs: [], last: true };
    const { rows, next } = await this.#inTurn(() => this.#state.someFrom(this.#lookedUpTo));
    this.#lookedUpTo = next ?? 0;
    const logs = rows.flatMap((placed) => {
      const owner = this.#ownerOf(placed);
      if (!(owner instanceof KnownLog) || owner.progress !== 'at rest' || !('log' in placed.row)) return [];
      const { stream, look } = placed.row.log;
      return look === undefined ? [] : [{ log: owner, stream, look }];
    });
    return { logs, last: next === undefined };
  }

  /** Logs that went before all of them was shipped, of the last days, oldest first. */
  lost(): readonly LostLog[] {
    return this.#lost;
  }

  /** For a log that is gone; what of it was not shipped is noted. */
  drop(checkpoint: Checkpoint, now: number): void {
    const log = this.#logOf(checkpoint);
    if (this.#awake.get(log)?.checkpoint === checkpoint) this.#strike(log);
    const { stream, name, date, position } = checkpoint;
    const bytes = unshippedBytes(checkpoint);
    const key = identityKey(checkpoint);
    const others = this.#lost.filter((lost) => identityKey(lost) !== key);
    const lost =
      bytes > 0 ? [...others, { stream, name, date, from: position.offset, bytes, at: new Date(now).toISOString() }] : this.#lost;
    const told = lost.filter(({ at }) => Date.parse(at) > now - NAME_DELETED_DAYS * DAY).slice(-MAX_DELETED_UNREAD);
    if (bytes > 0 || told.length < lost.length) this.#lost = told;
  }

  #strike(log: KnownLog): void {
    this.#awake.delete(log);
    if (log.row !== NO_ROW) this.#gone.add(log.path);
    log.row = NO_ROW;
    log.progress = 'unknown';
  }

  /**
   * Writes what changed, so that it survives a power failure at any moment. That logs grew is no reason to write: their size is saved
   * with the plan that it leads to.
   */
  async save(): Promise<void> {
    const gone = [...this.#gone];
    const changed = [...this.#awake]
      .map(([log, awake]) => ({ log, awake, word: wordOf(awake.checkpoint) }))
      .filter(({ awake, word }) => word !== awake.saved);
    const lost = this.#lost;
    // A failing power may leave the first rows only. What is lost is named before it is forgotten: named a second time, it still counts once.
    const before: StateRow[] = [...(lost === this.#lostSaved ? [] : [{ lost }]), ...gone.map((path) => ({ gone: path }))];
    const rows: StateRow[] = [...before, ...changed.map(({ awake }) => ({ log: awake.checkpoint }))];
    if (rows.length === 0) return;
    await this.#inTurn(async () => {
      const places = await this.#state.add(rows);
      for (const [index, { log, awake, word }] of changed.entries()) {
        log.row = places[before.length + index] ?? NO_ROW;
        awake.saved = word;
        awake.savedSize = awake.checkpoint.size;
      }
      if (lost !== this.#lostSaved) this.#lostRow = places[0] ?? NO_ROW;
      this.#lostSaved = lost;
      this.#gone.clear();
      if (this.#state.rows > 2 * this.#logs.size + SPARE_ROWS) await this.#tidy();
    });
  }

  async #tidy(): Promise<void> {
    const { owners, places } = await this.#state.compact((row) => this.#ownerOf(row));
    for (const [index, at] of places.entries()) {
      const owner = owners[index];
      if (owner instanceof KnownLog) owner.row = at;
      else this.#lostRow = at;
    }
    this.#lookedUpTo = 0;
  }

  /** Who needs this row. */
  #ownerOf({ row, at }: PlacedRow): KnownLog | 'lost' | undefined {
    if ('lost' in row) return at === this.#lostRow ? 'lost' : undefined;
    const log = 'log' in row ? this.#logs.at(row.log.path) : undefined;
    return log?.row === at ? log : undefined;
  }

  /**
   * Leaves to the disk what it holds as it is. A log that grew by bytes that wait stays in memory: should it be deleted now, they are to be named.
   *
   * @param inHand somebody works on it still
   */
  release(inHand?: Checkpoint): void {
    for (const [log, { checkpoint, saved, savedSize }] of this.#awake) {
      if (checkpoint === inHand || checkpoint.size > savedSize || wordOf(checkpoint) !== saved) continue;
      // One that was woken may have been read for the sake of another log of its name: its own turn is still to come.
      if (checkpoint.look === undefined) log.progress = progressOf(checkpoint);
      this.#awake.delete(log);
    }
  }

  #read(log: KnownLog): Promise<Checkpoint> {
    return this.#inTurn(() => this.#state.checkpointAt(log.row, log.path));
  }

  /** The state file is written anew now and then; nobody may look for a row meanwhile. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Nothing is saved of it. */
const NOTHING = '';

const DAY = 24 * 3_600_000;
