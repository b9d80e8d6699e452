import type { ShipEvent } from './events.js';
import { byAge, walkLogFiles, type FoundLog } from './find-log-files.js';
import type { Roots } from './options.js';

export interface Findings {
  /** Oldest first. */
  readonly logs: readonly FoundLog[];
  /** Their paths. */
  readonly paths: Pick<ReadonlySet<string>, 'has'>;
  /** What is wrong with the folders. */
  readonly remarks: readonly ShipEvent[];
}

interface Known extends FoundLog {
  /** The round in which it was last found. */
  round: number;
}

/**
 * Which protocol logs exist, round after round. A log that is still there is the very object that it was, and so is the list where nothing came or went:
 * thousands of logs, made anew every two seconds, would be megabytes that wait to be collected.
 */
export class LogFinder {
  readonly #known = new Map<string, Known>();
  #logs: readonly FoundLog[] = [];
  #round = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** One walk at a time, whoever asks. */
  find(roots: Roots): Promise<Findings> {
    const findings = this.#last.then(() => this.#find(roots));
    this.#last = findings.catch(() => undefined);
    return findings;
  }

  async #find(roots: Roots): Promise<Findings> {
    const round = (this.#round += 1);
    let isAsBefore = true;
    const remarks = await walkLogFiles(roots, (log) => {
      const known = this.#known.get(log.path);
      if (known?.stream === log.stream) {
        known.round = round;
      } else {
        this.#known.set(log.path, { path: log.path, name: log.name, stream: log.stream, round });
        isAsBefore = false;
      }
    });
    for (const [path, known] of this.#known) {
      if (known.round === round) continue;
      this.#known.delete(path);
      isAsBefore = false;
    }
    if (!isAsBefore) this.#logs = byAge(this.#known.values());
    return { logs: this.#logs, paths: this.#known, remarks };
  }
}
