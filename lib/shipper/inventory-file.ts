import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { InventoryKind } from '../inventory/kinds.js';
import { MAX_EXPORT_BYTES } from '../inventory/limits.js';
import { NotAnExport } from '../inventory/not-an-export.js';
import { readExport } from '../inventory/read-export.js';
import { errorCode } from './error-code.js';
import type { ExportProblem } from './events.js';

/** An export that can be shipped. */
export interface InventoryFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly kind: InventoryKind;
  /** Whose it is, where it says so itself. */
  readonly server: string | undefined;
  /** ISO 8601, UTC. */
  readonly collectedAt: string;
  readonly datedBy: 'envelope' | 'file';
  readonly items: number;
  readonly unreadable: number;
}

/**
 * Reads an export as Mailflow will read it, so that what is wrong is told here, where the person is, and not hours later.
 *
 * The bare output of a command has no date. Its file was written when the command ran, so the file's last change stands for it, and goes on to
 * name the same export when it is shipped again.
 */
export async function readInventoryFile(path: string): Promise<InventoryFile | ExportProblem> {
  try {
    const { size, mtime } = await stat(path);
    if (size > MAX_EXPORT_BYTES) return unusable(path, `it has ${size} bytes; an inventory has at most ${MAX_EXPORT_BYTES}.`);
    const bytes = await readFile(path);
    const { kind, server, collectedAt, items, unreadable } = readExport(bytes);
    return {
      path,
      bytes,
      kind,
      server,
      collectedAt: (collectedAt === undefined ? mtime : new Date(collectedAt)).toISOString(),
      datedBy: collectedAt === undefined ? 'file' : 'envelope',
      items: items.length,
      unreadable: unreadable.length,
    };
  } catch (error) {
    return unusable(path, error instanceof NotAnExport ? error.message : `it can't be read (${errorCode(error)}).`);
  }
}

/** The files that a path names: itself, or the `.json` files of a folder. */
export async function inventoryFilesAt(path: string): Promise<readonly string[] | ExportProblem> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => /\.json$/i.test(name)).sort();
    return names.length === 0 ? { name: 'no-exports-found', folder: path } : names.map((name) => join(path, name));
  } catch (error) {
    return unusable(path, `it can't be read (${errorCode(error)}).`);
  }
}

function unusable(path: string, because: string): ExportProblem {
  return { name: 'export-unusable', path, because };
}
