import { stat } from 'node:fs/promises';
import type { FileLook } from './read-log-file.js';

interface Quiet {
  readonly look: FileLook;
  /** Bytes are left that wait for more. */
  readonly waits: boolean;
}

/**
 * Which files can be passed over, because nothing was left to ship when they last looked as they look now.
 *
 * A server keeps weeks of logs, thousands of files, and writes to a handful. To ask for a file's size and time costs a tenth of opening and reading
 * it.
 */
export class QuietFiles {
  readonly #byPath = new Map<string, Quiet>();

  /** Nothing can be shipped of this file until it changes. */
  settle(path: string, look: FileLook, waits: boolean): void {
    this.#byPath.set(path, { look, waits });
  }

  /** What is known of a file that has not changed since it was settled; `undefined` for one to read. */
  async unchanged(path: string): Promise<Quiet | undefined> {
    const quiet = this.#byPath.get(path);
    if (quiet === undefined) return undefined;
    const now = await stat(path).catch(() => undefined);
    const { size, mtimeMs, ino } = quiet.look;
    if (now?.size === size && now.mtimeMs === mtimeMs && now.ino === ino) return quiet;
    this.#byPath.delete(path);
    return undefined;
  }

  /** Forgets the files that are gone. */
  keepOnly(paths: ReadonlySet<string>): void {
    for (const path of this.#byPath.keys()) if (!paths.has(path)) this.#byPath.delete(path);
  }
}
