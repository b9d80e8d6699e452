import type { Stream } from '../log/log-file.js';

/**
 * A protocol log that is there, or is remembered, or nearly always both: an object that lasts as long as one of them holds. A server may have tens of
 * thousands, so it holds next to nothing; what is remembered of it stands in the state file.
 */
export class KnownLog {
  readonly folder: LogFolder;
  /** Without its folder. */
  readonly name: string;
  /** The walk through the folders that found it last. */
  walk = 0;
  /** The byte of the state file at which its row begins; {@link NO_ROW} for one of which none was written. */
  row = NO_ROW;
  progress: Progress = 'unknown';

  constructor(folder: LogFolder, name: string) {
    this.folder = folder;
    this.name = name;
  }

  get path(): string {
    return this.folder.path + this.name;
  }

  /** In a folder that is none of Exchange's own, as the name says. */
  get stream(): Stream {
    return this.folder.stream ?? streamOfName(this.name);
  }
}

export const NO_ROW = -1;

type Progress =
  /** Nothing is remembered of it. */
  | 'unknown'
  /** None of it was shipped yet. */
  | 'noted'
  | 'begun'
  /** Nothing of it is left to ship, and Exchange has done with it. */
  | 'at rest';

/** The stream of a log whose folder does not tell. */
export function streamOfName(name: string): Stream {
  return /^send/i.test(name) ? 'hub/smtp-send' : 'hub/smtp-receive';
}

/** A folder of protocol logs. */
export class LogFolder {
  /** With the separator at its end. */
  readonly path: string;
  /** Of all its logs; `undefined` where each one's name has to tell. */
  stream: Stream | undefined;
  readonly logs = new Map<string, KnownLog>();

  constructor(path: string) {
    this.path = path;
  }

  /** The log of this name, which is known from now on. */
  log(name: string): KnownLog {
    let log = this.logs.get(name);
    if (log === undefined) this.logs.set(name, (log = new KnownLog(this, name)));
    return log;
  }
}

/** All logs of this server that are there or are remembered. */
export class KnownLogs {
  readonly #folders = new Map<string, LogFolder>();

  get size(): number {
    let size = 0;
    for (const { logs } of this.#folders.values()) size += logs.size;
    return size;
  }

  /** @param path with the separator at its end */
  folder(path: string): LogFolder {
    let folder = this.#folders.get(path);
    if (folder === undefined) this.#folders.set(path, (folder = new LogFolder(path)));
    return folder;
  }

  /** The log that is there under this path, or was. */
  at(path: string): KnownLog | undefined {
    for (const { path: folder, logs } of this.#folders.values()) {
      const log = path.startsWith(folder) ? logs.get(path.slice(folder.length)) : undefined;
      if (log !== undefined) return log;
    }
    return undefined;
  }

  /** Those of this name, in whatever folder that does not belong to another stream. */
  *named(name: string, stream: Stream): Generator<KnownLog> {
    for (const folder of this.#folders.values()) {
      const log = folder.logs.get(name);
      if (log !== undefined && (folder.stream ?? stream) === stream) yield log;
    }
  }

  *all(): Generator<KnownLog> {
    for (const { logs } of this.#folders.values()) yield* logs.values();
  }

  forget({ folder, name }: KnownLog): void {
    folder.logs.delete(name);
  }

  clear(): void {
    this.#folders.clear();
  }
}
