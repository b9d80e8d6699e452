import { INVENTORY_CONTAINER, exportOfBlobName, type InventoryExportId } from '../store/inventory-blob.js';
import { saveProbeResult } from '../store/probe-table.js';
import { saveExport } from '../store/inventory-table.js';
import { MAX_LONG_BYTES } from '../store/long-bytes.js';
import type { Tables } from '../store/tables.js';
import { forgetUnusable, noteUnusable } from '../store/unusable-export-table.js';
import { readStoredExport } from './read-stored-export.js';
import { triggeringBlob } from './triggering-blob.js';

/**
 * Reads one export of a server's settings and keeps it where it is the newest of its kind. Idempotent and independent of order. Findings are
 * held against the inventory when they are asked for, so none has to be written again.
 *
 * What can't be used is noted for the API to show; the blob stays where it is.
 *
 * @throws {UnusableExport} or a storage error, after noting it; the caller's retry is the host's.
 */
export async function ingestInventory(packed: Buffer, id: InventoryExportId, { tables }: { readonly tables: Tables }): Promise<void> {
  try {
    const read = readStoredExport(packed, id);
    // What was asked for is kept beside its request, however many exports come after it.
    if (read.kind === 'probes') for (const result of read.items) await saveProbeResult(tables, id, result);
    const saved = await saveExport(tables, id, read);
    if (saved.stored) await forgetUnusable(tables, id);
    // To try again would end alike, and there is nothing wrong with the export: so it is said and done.
    else await noteUnusable(tables, id, tooLarge(saved.packedBytes));
  } catch (error) {
    // A table that can't be written either must not hide what went wrong first.
    await noteUnusable(tables, id, error instanceof Error ? error.message : String(error)).catch(() => undefined);
    throw error;
  }
}

/**
 * The export that a blob trigger speaks of, and the blob's metadata.
 *
 * @throws {Error} when the blob is none of Mailflow's.
 */
export function triggeringExport(triggerMetadata: unknown): {
  exported: InventoryExportId;
  metadata: Readonly<Record<string, string>>;
} {
  const { blobName, metadata } = triggeringBlob(triggerMetadata, INVENTORY_CONTAINER);
  return { exported: exportOfBlobName(blobName), metadata };
}

function tooLarge(packedBytes: number): string {
  return `What Mailflow understands of the export has ${packedBytes} bytes when packed, and a table row takes ${MAX_LONG_BYTES}. The newest smaller export of this kind goes on to count.`;
}
