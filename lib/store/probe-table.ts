import { randomBytes } from 'node:crypto';
import { odata, type TableEntity } from '@azure/data-tables';
import { MAX_WAITING_PROBES, PROBE_MINUTES, type ProbeRequest } from '../contract/probes.js';
import type { ProbeResult } from '../inventory/probe-result.js';
import { noteServer, type InventorySource } from './inventory-table.js';
import { afterKey, key } from './keys.js';
import { longProperties, MAX_LONG_BYTES, packJson, readLongJson } from './long-bytes.js';
import { isNotFound, type Tables } from './tables.js';

/** A probe that was asked for, and what came of it. */
export interface StoredProbe {
  readonly request: ProbeRequest;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly result: ProbeResult | undefined;
}

/** Probes of a server that are kept; the oldest give way. */
export const KEPT_PROBES = 50;

/** What time is taken from, so that the newest id comes first. */
const LAST_MOMENT = 9_999_999_999_999;

/**
 * Leaves a request for the server's shipper.
 *
 * @returns the request; `undefined` when {@link MAX_WAITING_PROBES} wait already.
 */
export async function saveProbeRequest(
  tables: Tables,
  source: InventorySource,
  order: Omit<ProbeRequest, 'id' | 'expiresAt'>,
  now: Date,
): Promise<StoredProbe | undefined> {
  const known = await listProbes(tables, source);
  if (known.filter((probe) => isWaiting(probe, now)).length >= MAX_WAITING_PROBES) return undefined;
  const id = `${String(LAST_MOMENT - now.getTime()).padStart(13, '0')}-${randomBytes(4).toString('hex')}`;
  const request: ProbeRequest = { ...order, id, expiresAt: new Date(now.getTime() + PROBE_MINUTES * 60_000).toISOString() };
  const row: TableEntity<Columns> = { ...addressOf(source, id), request: JSON.stringify(request), createdAt: now.toISOString() };
  await noteServer(tables, source);
  await tables.Inventory.createEntity(row);
  for (const { request: old } of known.slice(KEPT_PROBES - 1)) await forgetProbe(tables, source, old.id);
  return { request, createdAt: now.toISOString(), result: undefined };
}

/** Keeps what a probe saw, if it was asked for. Said again, it says the same. @returns whether there was such a request */
export async function saveProbeResult({ Inventory }: Tables, source: InventorySource, result: ProbeResult): Promise<boolean> {
  const packed = packJson(result);
  if (packed.length > MAX_LONG_BYTES) return false;
  try {
    await Inventory.updateEntity({ ...addressOf(source, result.id), ...longProperties('result', packed) }, 'Merge');
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** The probes of a server, newest first. */
export async function listProbes({ Inventory }: Tables, { tenant, server }: InventorySource): Promise<readonly StoredProbe[]> {
  const filter = odata`PartitionKey eq ${key(tenant, server)} and RowKey ge ${`${key(PREFIX)}|`} and RowKey lt ${afterKey(key(PREFIX))}`;
  const probes: StoredProbe[] = [];
  for await (const row of Inventory.listEntities<Columns & Record<string, unknown>>({ queryOptions: { filter } })) {
    probes.push({
      // This room wrote both, so it names their types.
      request: JSON.parse(row.request) as ProbeRequest,
      createdAt: row.createdAt,
      result: row.result0 === undefined ? undefined : (readLongJson(row, 'result') as ProbeResult),
    });
  }
  return probes;
}

/** Whether the shipper is still to run it. */
export function isWaiting({ request, result }: StoredProbe, now: Date): boolean {
  return result === undefined && Date.parse(request.expiresAt) > now.getTime();
}

async function forgetProbe({ Inventory }: Tables, source: InventorySource, id: string): Promise<void> {
  const { partitionKey, rowKey } = addressOf(source, id);
  try {
    await Inventory.deleteEntity(partitionKey, rowKey);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

interface Columns {
  readonly request: string;
  readonly createdAt: string;
}

const PREFIX = 'q';

function addressOf({ tenant, server }: InventorySource, id: string): { partitionKey: string; rowKey: string } {
  return { partitionKey: key(tenant, server), rowKey: key(PREFIX, id) };
}
