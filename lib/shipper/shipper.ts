import { Checkpoints } from './checkpoints.js';
import type { Memory } from './memory.js';
import type { ShipEvent } from './events.js';
import type { ShipSettings } from './options.js';
import { LogFinder } from './log-finder.js';
import { NewLogs } from './new-logs.js';
import { QuietFiles } from './quiet-files.js';
import { RipeChunks } from './ripe-chunks.js';
import { Room } from './room.js';
import { Round } from './round.js';
import { Tally, type ShipReport } from './ship-report.js';
import { ToldBefore } from './told-before.js';

/**
 * Ships the protocol logs of one server, round by round, and knows between the rounds what it needn't look at again.
 *
 * It keeps no queue: the log files are the queue, and a place in each of them is all that it remembers.
 */
export class Shipper {
  readonly finder = new LogFinder();
  readonly #settings: ShipSettings;
  readonly #signal: AbortSignal | undefined;
  readonly #newLogs = new NewLogs();
  readonly #quiet: QuietFiles;
  readonly #ripe: RipeChunks;
  readonly #room = new Room();
  readonly #hiddenRoom = new Room();
  readonly #toldBefore = new ToldBefore();
  #checkpoints: Checkpoints | undefined;

  constructor(settings: ShipSettings, signal?: AbortSignal) {
    this.#settings = settings;
    this.#signal = signal;
    this.#quiet = new QuietFiles(settings.steadyClock);
    this.#ripe = new RipeChunks(settings, this.#room);
  }

  /** What it knows of the logs; `undefined` before it has read its state. */
  get memory(): Memory | undefined {
    const checkpoints = this.#checkpoints;
    return checkpoints && { files: checkpoints.all(), lost: checkpoints.lost() };
  }

  /** Ships what is ripe: full chunks, and those that have waited long enough. */
  async poll(): Promise<ShipReport> {
    return this.#round(false);
  }

  /** Ships all that is there now. */
  async drain(): Promise<ShipReport> {
    return this.#round(true);
  }

  async #round(draining: boolean): Promise<ShipReport> {
    const settings = this.#settings;
    const tally = new Tally();
    this.#toldBefore.beginRound();
    const tell = (event: ShipEvent): void => {
      tally.count(event);
      if (this.#toldBefore.isNew(event)) settings.tell(event);
    };
    const checkpoints = (this.#checkpoints ??= await this.#load(tell));
    // Who watches is asked to end as a service is: at once. A single run lets the chunk under way arrive.
    const persistence = { wire: settings.wire, policy: settings.retry, tell, signal: this.#signal, requestsFinish: draining };
    await new Round({
      finder: this.finder,
      newLogs: this.#newLogs,
      checkpoints,
      quiet: this.#quiet,
      ripe: this.#ripe,
      room: this.#room,
      hiddenRoom: this.#hiddenRoom,
      settings,
      persistence,
      tally,
      draining,
    }).run();
    return tally.report();
  }

  async #load(tell: (event: ShipEvent) => void): Promise<Checkpoints> {
    const { stateFile } = this.#settings;
    const { checkpoints, lost } = await Checkpoints.load(stateFile);
    if (lost !== undefined) tell({ name: 'state-lost', stateFile, reason: lost });
    return checkpoints;
  }
}
