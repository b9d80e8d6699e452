import { createHash } from 'node:crypto';
import { MAX_DELETED_UNREAD, NAME_DELETED_DAYS } from '../contract/heartbeat.js';
import { ByIdentity } from './by-identity.js';
import { identityKey, type LogIdentity } from './file-identity.js';
import { EMPTY_MEMORY, type Checkpoint, type LostLog, type Memory, type PlannedEnd } from './memory.js';
import { START, type Position } from './position.js';
import { readState, writeState } from './state-file.js';

export type { Checkpoint, PlannedEnd } from './memory.js';

/**
 * Where the shipper is, in each log: what it remembers when it starts again.
 *
 * A chunk is **planned before it is sent**: its end is saved first. Were it not, a power failure between the upload and the save
 * would leave a stored chunk that nobody here remembers; by the next start the log has grown and another cut is made. A chunk that was
 * planned is sent again exactly as it was, name and all, and the store's “already there” settles it.
 *
 * Should this memory fail all the same (the file lost, or an old copy put back), the API's ledger knows how the log was cut, and
 * {@link ./follow-ledger.ts} makes the plan agree with it.
 */
export class Checkpoints {
  readonly #stateFile: string;
  readonly #logs = new ByIdentity<Checkpoint>();
  #lost: readonly LostLog[];
  #saved: string;

  private constructor(stateFile: string, { files, lost }: Memory) {
    this.#stateFile = stateFile;
    for (const checkpoint of files) this.#logs.set(checkpoint);
    this.#lost = lost;
    this.#saved = this.#worthSaving();
  }

  /**
   * Remembers. A state file that is missing or can't be trusted counts as empty; of the latter, `lost` says why.
   *
   * @throws when the file is there and can't be read.
   */
  static async load(stateFile: string): Promise<{ readonly checkpoints: Checkpoints; readonly lost?: string }> {
    const state = await readState(stateFile);
    const checkpoints = new Checkpoints(stateFile, state.kind === 'read' ? state.memory : EMPTY_MEMORY);
    return state.kind === 'lost' ? { checkpoints, lost: state.reason } : { checkpoints };
  }

  of(log: LogIdentity): Checkpoint | undefined {
    return this.#logs.get(log);
  }

  /** The log that was last seen under this path. */
  at(path: string): Checkpoint | undefined {
    for (const checkpoint of this.#logs.values()) if (checkpoint.path === path) return checkpoint;
    return undefined;
  }

  /** Remembers a log that was not seen before. */
  begin({ stream, name, date }: LogIdentity, path: string, size: number): Checkpoint {
    const checkpoint: Checkpoint = { stream, name, date, path, position: START, planned: [], size };
    this.#logs.set(checkpoint);
    const key = identityKey(checkpoint);
    // A share that was away for a while brings back what seemed to be lost.
    this.#lost = this.#lost.filter((log) => identityKey(log) !== key);
    return checkpoint;
  }

  all(): Iterable<Checkpoint> {
    return this.#logs.values();
  }

  /** Logs that went before all of them was shipped, of the last days, oldest first. */
  lost(): readonly LostLog[] {
    return this.#lost;
  }

  /** For a log that is gone; what of it was not shipped is noted. */
  drop(checkpoint: Checkpoint, now: number): void {
    this.#logs.delete(checkpoint);
    const { stream, name, date, position } = checkpoint;
    const bytes = unshippedBytes(checkpoint);
    if (bytes > 0) this.#lost = [...this.#lost, { stream, name, date, from: position.offset, bytes, at: new Date(now).toISOString() }];
    this.#lost = this.#lost.filter(({ at }) => Date.parse(at) > now - NAME_DELETED_DAYS * DAY).slice(-MAX_DELETED_UNREAD);
  }

  /**
   * Writes the state, if it changed, so that it survives a power failure at any moment. That logs grew is no reason to write: their size is saved
   * with the plan that it leads to.
   */
  async save(): Promise<void> {
    const worthSaving = this.#worthSaving();
    if (worthSaving === this.#saved) return;
    await writeState(this.#stateFile, { files: this.all(), lost: this.#lost });
    this.#saved = worthSaving;
  }

  /** One word for all that must survive. */
  #worthSaving(): string {
    const word = createHash('sha256');
    for (const { stream, path, date, position, planned } of this.#logs.values()) {
      word.update(`${stream} ${path} ${date} ${position.offset} ${planned.map(({ to, codec }) => `${to.offset}${codec}`).join()}\n`);
    }
    for (const log of this.#lost) word.update(identityKey(log));
    return word.digest('hex');
  }
}

const DAY = 24 * 3_600_000;

/** The checkpoint's next chunk begins here: behind what is planned. */
export function endOfPlan({ position, planned }: Checkpoint): Position {
  return planned.at(-1)?.to ?? position;
}

/** Bytes of the log that are known to be there, or to have been, and are not known to be stored. */
export function unshippedBytes({ size, position }: Checkpoint): number {
  return Math.max(0, size - position.offset);
}

/** Makes another plan: chunks that begin at `position` and end, one behind the other, at these places. */
export function replan(checkpoint: Checkpoint, position: Position, planned: readonly PlannedEnd[]): void {
  checkpoint.position = position;
  checkpoint.planned = [...planned];
}

/**
 * The first planned chunk, which ends at `to`, is stored.
 *
 * @throws when it is another one: positions never jump over a chunk.
 */
export function advance(checkpoint: Checkpoint, to: Position): void {
  const stored = checkpoint.planned[0];
  if (stored?.to.offset !== to.offset) throw new Error(`${checkpoint.name}: a chunk up to ${to.offset} was stored out of turn`);
  checkpoint.planned.shift();
  checkpoint.position = to;
}
