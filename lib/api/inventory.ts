import type { HttpRequest } from '@azure/functions';
import { INVENTORY_KINDS, KINDS } from '../inventory/kinds.js';
import type { Inventory } from '../inventory/inventory.js';
import { historyDays, readInventory, serversWithInventory } from '../store/inventory-table.js';
import type { Tables } from '../store/tables.js';
import { listUnusable } from '../store/unusable-export-table.js';
import { authenticateReader } from './authenticate.js';
import type { Answer } from './route.js';

/**
 * `GET /api/v1/tenants/{tenant}/inventory`: which exports have come of each server, how old the newest of each kind is, of which days one is kept, and
 * which could not be used, and why.
 */
export async function getInventory(request: HttpRequest, services: { readonly tables: Tables; readonly now: () => Date }): Promise<Answer> {
  const { tenant = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const servers = await serversWithInventory(services.tables, tenant);
  const answers = servers.map(async (server) => {
    const source = { tenant, server };
    const [inventory, days, unusable] = await Promise.all([
      readInventory(services.tables, source),
      historyDays(services.tables, source),
      listUnusable(services.tables, source),
    ]);
    return { server, exports: inventory === undefined ? [] : exportsIn(inventory, days), unusable };
  });
  return { json: { servers: await Promise.all(answers) } };
}

function exportsIn({ exports }: Inventory, days: ReadonlyMap<string, readonly string[]>) {
  return INVENTORY_KINDS.flatMap((kind) => {
    const exported = exports[kind];
    if (exported === undefined) return [];
    const { collectedAt, items, unreadable } = exported;
    return [
      {
        kind,
        command: KINDS[kind].command,
        collectedAt: collectedAt === undefined ? null : new Date(collectedAt).toISOString(),
        items: items.length,
        unreadable: unreadable.length,
        days: days.get(kind) ?? [],
      },
    ];
  });
}
