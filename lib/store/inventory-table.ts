import { odata, type TableEntity } from '@azure/data-tables';
import { EMPTY_INVENTORY, isNewerExport, mergeInventory, type Inventory } from '../inventory/inventory.js';
import type { AnyInventoryExport } from '../inventory/read-export.js';
import { packExport, unpackExport } from './inventory-codec.js';
import { afterKey, key } from './keys.js';
import { longProperties, MAX_LONG_BYTES } from './long-bytes.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { deleteAll } from './transactions.js';

/**
 * What servers say of themselves. Of each kind the newest export is kept, and the newest of each day; which one that is depends on the exports
 * alone, so order, repetition and concurrency leave the same rows. Exports that can't be used have rows in ./unusable-export-table.ts.
 *
 *   PartitionKey          RowKey
 *   {tenant}              {server}           a server of which something has come
 *   {tenant}|{server}     n|{kind}           the newest export of a kind
 *   {tenant}|{server}     d|{kind}|{day}     the newest of that day (UTC)
 *   {tenant}|{server}     p|{kind}|{blob}    an export that cannot be used, and why
 */

/** Whose inventory it is. The tenant and the server come from the token that minted the upload, never from the content. */
export interface InventorySource {
  readonly tenant: string;
  readonly server: string;
}

/** An inventory and the name under which its server was onboarded. */
export interface StoredInventory {
  readonly server: string;
  readonly inventory: Inventory;
}

/** What became of an export: a row takes {@link MAX_LONG_BYTES}, and half an inventory would be taken for the whole. */
export type SavedExport = { readonly stored: true } | { readonly stored: false; readonly packedBytes: number };

/** The time as a text: a date of the table begins with the year 1601, a clock may be wrong by more. */
type ExportColumns = { kind: string; collectedAt: string };
type Address = { readonly partitionKey: string; readonly rowKey: string };

/** Keeps an export where it is the newest. */
export async function saveExport(tables: Tables, source: InventorySource, added: DatedExport): Promise<SavedExport> {
  const packed = packExport(added);
  if (packed.length > MAX_LONG_BYTES) return { stored: false, packedBytes: packed.length };
  const partitionKey = key(source.tenant, source.server);
  await noteServer(tables, source);
  for (const rowKey of [key('d', added.kind, dayOf(isoTime(added))), key('n', added.kind)])
    await keepNewest(tables, { partitionKey, rowKey }, added, packed);
  return { stored: true };
}

/** An export that says when it was collected; the blob's name does when the export itself does not. */
export type DatedExport = AnyInventoryExport & { readonly collectedAt: number };

async function keepNewest({ Inventory }: Tables, address: Address, added: DatedExport, packed: Buffer): Promise<void> {
  const row: TableEntity<ExportColumns> = {
    ...address,
    kind: added.kind,
    collectedAt: isoTime(added),
    ...longProperties('export', packed),
  };
  for (;;) {
    const known = await findRow(Inventory, address);
    if (known !== undefined && !isNewerExport(added, unpackExport(known))) return;
    try {
      if (known === undefined) await Inventory.createEntity(row);
      else await Inventory.updateEntity(row, 'Replace', { etag: known.etag });
      return;
    } catch (error) {
      // Whoever wrote in between may have brought a newer one. Each turn of this loop is another's success, so it ends.
      if (!isLostRace(error) && !isNotFound(error)) throw error;
    }
  }
}

/** The inventory of one server, or `undefined` when nothing of it has come. */
export async function readInventory({ Inventory }: Tables, { tenant, server }: InventorySource): Promise<Inventory | undefined> {
  const filter = odata`PartitionKey eq ${key(tenant, server)} and RowKey ge ${`${key('n')}|`} and RowKey lt ${afterKey(key('n'))}`;
  const exports: AnyInventoryExport[] = [];
  for await (const row of Inventory.listEntities({ queryOptions: { filter } })) exports.push(unpackExport(row));
  return exports.length === 0 ? undefined : mergeInventory(EMPTY_INVENTORY, ...exports);
}

/** The inventories of a tenant's servers, by name. */
export async function readInventories(tables: Tables, tenant: string): Promise<readonly StoredInventory[]> {
  const servers = await serversWithInventory(tables, tenant);
  const inventories = servers.map(async (server) => ({ server, inventory: await readInventory(tables, { tenant, server }) }));
  return (await Promise.all(inventories)).flatMap(({ server, inventory }) => (inventory === undefined ? [] : [{ server, inventory }]));
}

/** The servers of which an export has come, usable or not, by name. */
export async function serversWithInventory({ Inventory }: Tables, tenant: string): Promise<readonly string[]> {
  const servers: string[] = [];
  const filter = odata`PartitionKey eq ${key(tenant)}`;
  for await (const { server } of Inventory.listEntities<{ server: string }>({ queryOptions: { filter } })) servers.push(server);
  return servers.sort();
}

/** Notes that something of this server has come. */
export async function noteServer({ Inventory }: Tables, { tenant, server }: InventorySource): Promise<void> {
  await Inventory.upsertEntity({ partitionKey: key(tenant), rowKey: key(server), server }, 'Replace');
}

/** A day's newest export of a kind, without the export itself. */
export interface KeptDay {
  readonly kind: string;
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
  /** Milliseconds since 1970, UTC. */
  readonly collectedAt: number;
}

/** The days of which exports are kept, the earliest first. */
export async function keptDays({ Inventory }: Tables, { tenant, server }: InventorySource): Promise<readonly KeptDay[]> {
  const filter = odata`PartitionKey eq ${key(tenant, server)} and RowKey ge ${`${key('d')}|`} and RowKey lt ${afterKey(key('d'))}`;
  const days: KeptDay[] = [];
  const rows = Inventory.listEntities<ExportColumns>({ queryOptions: { filter, select: ['kind', 'collectedAt'] } });
  for await (const { kind, collectedAt } of rows) days.push({ kind, day: dayOf(collectedAt), collectedAt: Date.parse(collectedAt) });
  return days.sort((one, other) => one.collectedAt - other.collectedAt);
}

/** The newest export of a kind of that day, `yyyy-mm-dd`; `undefined` when there was none. */
export async function exportOfDay(
  { Inventory }: Tables,
  { tenant, server }: InventorySource,
  kind: string,
  day: string,
): Promise<AnyInventoryExport | undefined> {
  const row = await findRow(Inventory, { partitionKey: key(tenant, server), rowKey: key('d', kind, day) });
  return row && unpackExport(row);
}

/** Forgets the exports of a server's days before this one, `yyyy-mm-dd`. The newest of each kind stays, however old it is. */
export async function forgetHistoryBefore({ Inventory }: Tables, { tenant, server }: InventorySource, day: string): Promise<void> {
  const partitionKey = key(tenant, server);
  const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${`${key('d')}|`} and RowKey lt ${afterKey(key('d'))} and collectedAt lt ${day}`;
  const rowKeys: string[] = [];
  for await (const { rowKey = '' } of Inventory.listEntities({ queryOptions: { filter, select: ['RowKey'] } })) rowKeys.push(rowKey);
  await deleteAll(
    Inventory,
    rowKeys.map((rowKey) => ({ partitionKey, rowKey })),
  );
}

function isoTime({ collectedAt }: DatedExport): string {
  return new Date(collectedAt).toISOString();
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}

async function findRow(table: Tables['Inventory'], { partitionKey, rowKey }: Address) {
  try {
    return await table.getEntity(partitionKey, rowKey);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
