import { identityKey, type LogIdentity } from './file-identity.js';
import { START, type Position } from './position.js';
import { readState, writeState, type Checkpoint, type PlannedEnd } from './state-file.js';

export type { Checkpoint, PlannedEnd } from './state-file.js';

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
  readonly #byKey: Map<string, Checkpoint>;
  #saved: string;

  private constructor(stateFile: string, checkpoints: readonly Checkpoint[]) {
    this.#stateFile = stateFile;
    this.#byKey = new Map(checkpoints.map((checkpoint) => [identityKey(checkpoint), checkpoint]));
    this.#saved = JSON.stringify(checkpoints);
  }

  /**
   * Remembers. A state file that is missing or can't be trusted counts as empty; of the latter, `lost` says why.
   *
   * @throws when the file is there and can't be read.
   */
  static async load(stateFile: string): Promise<{ readonly checkpoints: Checkpoints; readonly lost?: string }> {
    const state = await readState(stateFile);
    const checkpoints = new Checkpoints(stateFile, state.kind === 'read' ? state.files : []);
    return state.kind === 'lost' ? { checkpoints, lost: state.reason } : { checkpoints };
  }

  of(log: LogIdentity): Checkpoint | undefined {
    return this.#byKey.get(identityKey(log));
  }

  /** Remembers a log that was not seen before. */
  begin({ stream, name, date }: LogIdentity, path: string): Checkpoint {
    const checkpoint: Checkpoint = { stream, name, date, path, position: START, planned: [] };
    this.#byKey.set(identityKey(checkpoint), checkpoint);
    return checkpoint;
  }

  all(): readonly Checkpoint[] {
    return [...this.#byKey.values()];
  }

  /** For a log that is gone. */
  drop(checkpoint: Checkpoint): void {
    this.#byKey.delete(identityKey(checkpoint));
  }

  /** Writes the state, if it changed, so that it survives a power failure at any moment. */
  async save(): Promise<void> {
    const files = this.all();
    const json = JSON.stringify(files);
    if (json === this.#saved) return;
    await writeState(this.#stateFile, files);
    this.#saved = json;
  }
}

/** The checkpoint's next chunk begins here: behind what is planned. */
export function endOfPlan({ position, planned }: Checkpoint): Position {
  return planned.at(-1)?.to ?? position;
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
