import { Checkpoints } from './checkpoints.js';
import type { ShipEvent, Tell } from './events.js';
import { KnownLogs } from './known-logs.js';
import { LogFinder } from './log-finder.js';
import { NewLogs } from './new-logs.js';
import type { ShipSettings } from './options.js';
import { QuietFiles } from './quiet-files.js';
import { RestingLogs } from './resting-logs.js';
import { RipeChunks } from './ripe-chunks.js';
import { Room } from './room.js';
import { Round, type LastingParts } from './round.js';
import { Tally, type ShipReport } from './ship-report.js';
import { StateFailure } from './state-failure.js';
import { ToldBefore } from './told-before.js';

/**
 * Ships the protocol logs of one server, round by round, and knows between the rounds what it needn't look at again.
 *
 * It keeps no queue: the log files are the queue, and a place in each of them is all that it remembers.
 */
export class Shipper {
  readonly #settings: ShipSettings;
  readonly #signal: AbortSignal | undefined;
  readonly #toldBefore = new ToldBefore();
  #parts: LastingParts | undefined;
  /** What the disk holds is no longer surely what is in memory: the next round begins with that, as after a power failure. */
  #mustReload = false;

  constructor(settings: ShipSettings, signal?: AbortSignal) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /** What it knows of the logs; `undefined` before it has read its state. */
  get knowledge(): Pick<LastingParts, 'finder' | 'checkpoints'> | undefined {
    return this.#parts;
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
    if (this.#parts === undefined || this.#mustReload) this.#parts = await this.#begin(tell);
    this.#mustReload = false;
    const parts = this.#parts;
    // Who watches is asked to end as a service is: at once. A single run lets the chunk under way arrive.
    const persistence = { wire: settings.wire, policy: settings.retry, tell, signal: this.#signal, requestsFinish: draining };
    try {
      await new Round({ ...parts, settings, persistence, tally, draining }).run();
    } catch (error) {
      this.#mustReload = error instanceof StateFailure;
      throw error;
    }
    return tally.report();
  }

  async #begin(tell: Tell): Promise<LastingParts> {
    const settings = this.#settings;
    const { stateFile, steadyClock } = settings;
    const known = new KnownLogs();
    const { checkpoints, lost } = await Checkpoints.load(stateFile, known);
    if (lost !== undefined) tell({ name: 'state-lost', stateFile, reason: lost });
    const room = new Room();
    return {
      known,
      finder: new LogFinder(known),
      newLogs: new NewLogs(),
      checkpoints,
      quiet: new QuietFiles(steadyClock),
      resting: new RestingLogs(steadyClock),
      ripe: new RipeChunks(settings, room),
      room,
    };
  }
}
