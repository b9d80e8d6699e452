import { exportsAround } from '../correlation/changes/exports-around.js';
import type { AnyInventoryExport } from '../inventory/read-export.js';
import { exportOfDay, keptDays, type InventorySource } from './inventory-table.js';
import type { Tables } from './tables.js';

/**
 * The exports of a server that tell what was set otherwise when mail still flowed: of each kind one on either side at most. Reads once which days are
 * kept, and then only what is needed of them.
 *
 * @param healthyAt when mail last flowed, and `failedAt` when it first failed: milliseconds since 1970, UTC.
 */
export async function historyAround(
  tables: Tables,
  source: InventorySource,
  healthyAt: number,
  failedAt: number,
): Promise<readonly AnyInventoryExport[]> {
  const { before, after } = exportsAround(await keptDays(tables, source), healthyAt, failedAt);
  const exports = await Promise.all([...before, ...after].map(({ kind, day }) => exportOfDay(tables, source, kind, day)));
  return exports.filter((exported) => exported !== undefined);
}
