import { maybeSameServer } from '../correlation/same-server.js';
import { MAX_EXPORT_BYTES } from '../inventory/limits.js';
import { NotAnExport } from '../inventory/not-an-export.js';
import { readExport } from '../inventory/read-export.js';
import type { InventoryExportId } from '../store/inventory-blob.js';
import type { DatedExport } from '../store/inventory-table.js';
import { inflate } from './inflate.js';

/** An export that cannot be used as it is. Trying again does not help; a person has to look, so it stays visible. */
export class UnusableExport extends Error {
  override readonly name = 'UnusableExport';
}

/**
 * Reads an export as it was uploaded. Its envelope, where it has one, must say what its name says: the name follows from what the shipper told,
 * and decides under which server and kind the export counts.
 *
 * @throws {UnusableExport} that says what it is instead.
 */
export function readStoredExport(packed: Buffer, { codec, kind, server, collectedAt }: InventoryExportId): DatedExport {
  const moment = Date.parse(collectedAt);
  const read = readOrExplain(packed, codec, { kind, server, collectedAt: moment });
  if (read.kind !== kind) throw new UnusableExport(`The export's name says ${kind}, its envelope ${read.kind}.`);
  if (read.collectedAt !== moment) {
    throw new UnusableExport(`The export's name says that it was collected at ${collectedAt}, its envelope says otherwise.`);
  }
  if (!maybeSameServer(read.server, server)) {
    throw new UnusableExport(
      `The export came with the token of ${server}, and its envelope says that it is of ${read.server ?? 'nobody'}.`,
    );
  }
  return { ...read, collectedAt: moment };
}

function readOrExplain(packed: Buffer, codec: InventoryExportId['codec'], origin: Parameters<typeof readExport>[1]) {
  try {
    return readExport(inflated(packed, codec), origin);
  } catch (error) {
    throw error instanceof NotAnExport ? new UnusableExport(error.message) : error;
  }
}

function inflated(packed: Buffer, codec: InventoryExportId['codec']): Buffer {
  try {
    return inflate(packed, codec, MAX_EXPORT_BYTES);
  } catch (error) {
    throw new UnusableExport(`The export ${(error as Error).message}`);
  }
}
