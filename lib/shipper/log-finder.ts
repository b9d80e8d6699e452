import type { ShipEvent } from './events.js';
import { byAge, walkLogFiles } from './find-log-files.js';
import { KnownLogs, type KnownLog } from './known-logs.js';
import type { Roots } from './options.js';

export interface Findings {
  /** Oldest first. */
  readonly logs: readonly KnownLog[];
  /** What is wrong with the folders. */
  readonly remarks: readonly ShipEvent[];
}

/**
 * Which protocol logs exist, round after round. A log that is still there is the very object that it was, and so is the list where nothing came or went:
 * thousands of logs, made anew every two seconds, would be megabytes that wait to be collected.
 */
export class LogFinder {
  readonly #known: KnownLogs;
  #logs: readonly KnownLog[] = [];
  #begun = 0;
  #ended = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param known where what is found is noted */
  constructor(known = new KnownLogs()) {
    this.#known = known;
  }

  /** One walk at a time, whoever asks. */
  find(roots: Roots): Promise<Findings> {
    const findings = this.#last.then(() => this.#find(roots));
    this.#last = findings.catch(() => undefined);
    return findings;
  }

  /** Whether the last walk, or the one under way, has found it. */
  isThere(log: KnownLog): boolean {
    return log.walk > 0 && log.walk >= this.#ended;
  }

  /** The logs that are remembered, or were there, and are not there any more. */
  *missing(): Generator<KnownLog> {
    if (this.#known.size === this.#logs.length) return;
    for (const log of this.#known.all()) if (!this.isThere(log)) yield log;
  }

  async #find(roots: Roots): Promise<Findings> {
    const walk = (this.#begun += 1);
    const before = this.#ended;
    let [found, isAsBefore] = [0, true];
    const remarks = await walkLogFiles(roots, (path, stream) => {
      const folder = this.#known.folder(path);
      folder.stream = stream;
      return (name) => {
        const log = folder.log(name);
        isAsBefore &&= log.walk === before;
        log.walk = walk;
        found += 1;
      };
    });
    this.#ended = walk;
    if (!isAsBefore || found !== this.#logs.length) this.#logs = byAge([...this.#known.all()].filter((log) => log.walk === walk));
    return { logs: this.#logs, remarks };
  }
}
