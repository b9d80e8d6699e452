import { z } from 'zod';
import { EXPORT_COMMANDS } from '../inventory/export-command.js';
import { INVENTORY_KINDS } from '../inventory/kinds.js';
import type { Inventory } from '../inventory/inventory.js';
import { keptDays, readInventory, serversWithInventory, type KeptDay } from '../store/inventory-table.js';
import { listUnusable } from '../store/unusable-export-table.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { time } from './parts-schema.js';
import { declareRoute } from './route.js';

const kindSchema = z.enum(INVENTORY_KINDS as [(typeof INVENTORY_KINDS)[number], ...typeof INVENTORY_KINDS]);

const serverInventorySchema = z
  .object({
    server: z.string(),
    exports: z.array(
      z.object({
        kind: kindSchema,
        command: z.string(),
        collectedAt: time.nullable(),
        items: z.int(),
        unreadable: z.int(),
        days: z.array(z.string()),
      }),
    ),
    unusable: z.array(z.object({ kind: kindSchema, collectedAt: time, blob: z.string(), problem: z.string() })),
  })
  .meta({ id: 'ServerInventory' });

/** Which exports have come of each server, how old the newest of each kind is, of which days one is kept, and which could not be used, and why. */
export const readInventoryRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/inventory',
  operationId: 'readInventory',
  tag: 'inventory',
  summary: 'Which exports have come of each server, and which could not be used',
  access: READER,
  answer: z.object({ servers: z.array(serverInventorySchema) }).meta({ id: 'Inventory' }),
  async handle({ params: { tenant } }, { tables }: Doorkeeper) {
    const servers = await serversWithInventory(tables, tenant);
    const answers = servers.map(async (server) => {
      const source = { tenant, server };
      const [inventory, days, unusable] = await Promise.all([
        readInventory(tables, source),
        keptDays(tables, source),
        listUnusable(tables, source),
      ]);
      return { server, exports: inventory === undefined ? [] : exportsIn(inventory, days), unusable };
    });
    return { json: { servers: await Promise.all(answers) } };
  },
});

function exportsIn({ exports }: Inventory, days: readonly KeptDay[]) {
  return INVENTORY_KINDS.flatMap((kind) => {
    const exported = exports[kind];
    if (exported === undefined) return [];
    const { collectedAt, items, unreadable } = exported;
    return [
      {
        kind,
        command: EXPORT_COMMANDS[kind],
        collectedAt: collectedAt === undefined ? null : new Date(collectedAt).toISOString(),
        items: items.length,
        unreadable: unreadable.length,
        days: days.filter((kept) => kept.kind === kind).map(({ day }) => day),
      },
    ];
  });
}
