import { stat } from 'node:fs/promises';
import { inventoryFilesAt } from './inventory-file.js';

/** An export that was written so recently may still be written, in milliseconds. */
const RESTED = 5_000;

export interface NewExport {
  readonly path: string;
  /** It was dealt with; it is new again when it changes. */
  readonly take: () => void;
}

/** Which exports of a folder have come or changed since they were last taken. */
export class NewExports {
  readonly #folder: string;
  readonly #taken = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param now milliseconds since 1970 */
  async find(now: number): Promise<readonly NewExport[]> {
    const files = await inventoryFilesAt(this.#folder);
    if ('name' in files) return [];
    const found: NewExport[] = [];
    for (const path of files) {
      const look = await stat(path).catch(() => undefined);
      if (look === undefined || Math.abs(now - look.mtimeMs) < RESTED) continue;
      const mark = `${look.size} ${look.mtimeMs}`;
      if (this.#taken.get(path) !== mark) found.push({ path, take: () => this.#taken.set(path, mark) });
    }
    return found;
  }
}
