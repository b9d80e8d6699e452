import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EMPTY_INVENTORY, mergeInventory, type Inventory } from '../../inventory/inventory.js';
import { readExport, type AnyInventoryExport } from '../../inventory/read-export.js';
import { CannotRead } from './cannot-read.js';

/** What the exports say together, and each by itself: two of one kind tell what was changed between them. */
export interface ReadInventory {
  readonly inventory: Inventory;
  readonly exports: readonly AnyInventoryExport[];
}

/**
 * The inventory in these files, or in the `.json` files of these folders: exports of one server, in the collector's envelope or as a command's
 * `| ConvertTo-Json` gives them. A bare one is dated by its file's last change, as when it is shipped: without a date no cause could be certain.
 *
 * @param server whose exports they are, where they do not tell themselves.
 * @throws {CannotRead} that names the file and what it is instead.
 */
export async function readInventory(paths: readonly string[], server: string | undefined): Promise<ReadInventory> {
  let inventory = EMPTY_INVENTORY;
  const exports: AnyInventoryExport[] = [];
  for (const path of (await Promise.all(paths.map(filesAt))).flat()) {
    try {
      const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
      const read = readExport(bytes, { collectedAt: mtimeMs, ...(server !== undefined && { server }) });
      inventory = mergeInventory(inventory, read);
      exports.push(read);
    } catch (error) {
      throw CannotRead.because(path, error);
    }
  }
  return { inventory, exports };
}

async function filesAt(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => /\.json$/i.test(basename(name))).sort();
    if (names.length === 0) throw new CannotRead(path, 'it holds no .json file');
    return names.map((name) => join(path, name));
  } catch (error) {
    throw error instanceof CannotRead ? error : CannotRead.because(path, error);
  }
}
