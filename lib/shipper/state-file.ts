import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './error-code.js';
import { readFormerState, type FormerReading } from './former-state.js';
import type { Checkpoint } from './memory.js';
import { openUnlocked } from './open-unlocked.js';
import { renameOver } from './rename-over.js';
import { StateFailure } from './state-failure.js';
import { LineWriter, linesOf, SLICE } from './state-lines.js';
import { lineOf, rowOf, type StateRow } from './state-row.js';

const VERSION = 3;

/** The first line: how many of the rows behind it were written together with it, whole or not at all. */
const HEADER = /^\{"version":(\d+),"rows": *(\d+)\}\n$/;
/** The number is known when the rows are written, so room is left for it. */
const ROWS_DIGITS = 9;

/** Bytes that nearly every row has. */
const USUAL_ROW = 1024;

/** A row, and the byte at which it begins. */
export interface PlacedRow {
  readonly row: StateRow;
  readonly at: number;
}

/** Writes rows. */
type Fill = (writer: LineWriter) => Promise<void>;

export type StateReading =
  | { readonly kind: 'read' }
  /** A first start. */
  | { readonly kind: 'missing' }
  /** Of a version that was one document, or not to be trusted. */
  | FormerReading;

/**
 * What the shipper remembers, on the disk: a row for each log, and behind them, row by row, what changed since. Rows are added in one flushed write; now and
 * then all is written anew beside, flushed, and renamed. Whenever the power fails a whole state is there: the one before a write, or the one behind it or behind some of its rows.
 *
 * So a change costs what it changes and not the size of all, and what is remembered need not be in memory: thousands of logs stand here alone.
 */
export class StateFile {
  readonly #path: string;
  /** Up to where rows stand that can be trusted; `undefined` while there are none of this version. */
  #end: number | undefined;
  #rows = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** How many rows stand in it, with those that others have replaced. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Reads it from the beginning and hands out the rows. Should it turn out that the state can't be trusted, those handed out are worth nothing.
   *
   * Behind the rows that were written with the header the first unusable one ends it: a write that the power interrupted, of which nothing was sent. What
   * stands before it is how things were then, and the API's ledger knows what came after.
   *
   * @throws StateFailure when it is there and can't be read: then nothing is known, and to start over would send everything twice.
   */
  async read(each: (row: PlacedRow) => void): Promise<StateReading> {
    try {
      return await this.#reading((handle) => this.#readAll(handle, each));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { kind: 'missing' };
      throw error;
    }
  }

  /** What the row at this byte says of the log of this path. @throws StateFailure when it says nothing: somebody else has changed the file. */
  async checkpointAt(at: number, path: string): Promise<Checkpoint> {
    return this.#reading(async (handle) => {
      for await (const { line } of linesOf(handle, at, USUAL_ROW)) {
        const row = rowOf(line);
        if (row !== undefined && 'log' in row && row.log.path === path) return row.log;
        break;
      }
      throw changedByOthers();
    });
  }

  /** Some rows from this byte on, and where the next ones begin; `undefined` behind the last one. @throws StateFailure */
  async someFrom(at: number): Promise<{ readonly rows: readonly PlacedRow[]; readonly next: number | undefined }> {
    return this.#reading(async (handle) => {
      const rows: PlacedRow[] = [];
      for await (const { line, at: begin } of linesOf(handle, at)) {
        if (begin >= at + SLICE) return { rows, next: begin };
        const row = rowOf(line);
        if (row !== undefined) rows.push({ row, at: begin });
      }
      return { rows, next: undefined };
    });
  }

  /** Adds rows, so that they survive a power failure at any moment. @returns where each begins @throws StateFailure */
  async add(rows: readonly StateRow[]): Promise<readonly number[]> {
    const fill: Fill = async (writer) => {
      for (const row of rows) await writer.add(lineOf(row));
    };
    return this.#writing(() => (this.#end === undefined ? this.#replace(fill) : this.#append(fill, this.#end)));
  }

  /**
   * Writes it anew without the rows that are not needed any more.
   *
   * @param ownerOf whose row it is; `undefined` for one that is not needed
   * @returns all owners, and beside them where their rows begin now
   * @throws StateFailure
   */
  async compact<Owner>(
    ownerOf: (row: PlacedRow) => Owner | undefined,
  ): Promise<{ readonly owners: readonly Owner[]; readonly places: readonly number[] }> {
    const owners: Owner[] = [];
    // The old file is closed when the new one takes its place: Windows would not let go of one that is being read.
    const copy: Fill = (writer) =>
      this.#reading(async (handle) => {
        for await (const { line, at } of linesOf(handle, 0)) {
          const row = rowOf(line);
          const owner = row && ownerOf({ row, at });
          if (owner === undefined) continue;
          owners.push(owner);
          await writer.add(line);
        }
      });
    const places = await this.#writing(() => this.#replace(copy));
    return { owners, places };
  }

  async #readAll(handle: FileHandle, each: (row: PlacedRow) => void): Promise<StateReading> {
    let [header, rows, end] = ['', 0, 0];
    for await (const { line, at, behind } of linesOf(handle, 0)) {
      if (header === '') {
        if (!HEADER.test(line)) break;
        header = line;
      } else {
        const row = rowOf(line);
        if (row === undefined) break;
        each({ row, at });
        rows += 1;
      }
      end = behind;
    }
    const [, version, whole] = HEADER.exec(header) ?? [];
    if (version === undefined) return readFormerState(await textOf(handle));
    if (Number(version) !== VERSION) {
      return { kind: 'lost', reason: `it has version ${version}, of a newer Mailflow; this one writes version ${VERSION}` };
    }
    if (rows < Number(whole)) return { kind: 'lost', reason: 'its checksums do not match' };
    [this.#end, this.#rows] = [end, rows];
    return { kind: 'read' };
  }

  /** @returns where each line begins */
  async #append(fill: Fill, end: number): Promise<readonly number[]> {
    const handle = await openUnlocked(this.#path, 'r+');
    try {
      const { size } = await handle.stat();
      if (size < end) throw changedByOthers();
      // A write that was interrupted.
      if (size > end) await handle.truncate(end);
      const writer = new LineWriter(handle, end);
      await fill(writer);
      await writer.flush();
      [this.#end, this.#rows] = [writer.end, this.#rows + writer.places.length];
      return writer.places;
    } finally {
      await handle.close();
    }
  }

  /** Written beside, flushed, renamed; what was written beside is never read. @returns where each line begins */
  async #replace(fill: Fill): Promise<readonly number[]> {
    const folder = dirname(this.#path);
    const fresh = `${this.#path}.new`;
    await mkdir(folder, { recursive: true });
    const { places, end } = await writeWhole(fresh, fill);
    await renameOver(fresh, this.#path);
    await syncFolder(folder);
    [this.#end, this.#rows] = [end, places.length];
    return places;
  }

  async #reading<Result>(read: (handle: FileHandle) => Promise<Result>): Promise<Result> {
    let handle: FileHandle | undefined;
    try {
      handle = await openUnlocked(this.#path, 'r');
      return await read(handle);
    } catch (error) {
      throw error instanceof StateFailure ? error : new StateFailure(this.#path, 'read', error);
    } finally {
      await handle?.close();
    }
  }

  async #writing<Result>(write: () => Promise<Result>): Promise<Result> {
    try {
      return await write();
    } catch (error) {
      throw error instanceof StateFailure ? error : new StateFailure(this.#path, 'written', error);
    }
  }
}

function changedByOthers(): Error {
  return new Error('somebody else has changed it');
}

async function textOf(handle: FileHandle): Promise<string> {
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
  return buffer.toString('utf8', 0, bytesRead);
}

async function writeWhole(path: string, fill: Fill): Promise<LineWriter> {
  const handle = await open(path, 'w');
  try {
    const writer = new LineWriter(handle, headerOf(0).length);
    await fill(writer);
    await handle.write(headerOf(writer.places.length), 0);
    await writer.flush();
    return writer;
  } finally {
    await handle.close();
  }
}

function headerOf(rows: number): string {
  return `{"version":${VERSION},"rows":${String(rows).padStart(ROWS_DIGITS)}}\n`;
}

/** Makes the rename itself durable. Windows can't open a folder for that, and NTFS keeps a journal of renames by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
