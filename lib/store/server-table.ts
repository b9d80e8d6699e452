import { odata, type TableEntity } from '@azure/data-tables';
import type { Heartbeat } from '../contract/heartbeat.js';
import { key } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { deleteUnchanged, KEYS } from './transactions.js';

/**
 * The servers of a tenant of which a shipper has sent a heartbeat: of each, the last one.
 *
 *   PartitionKey    RowKey
 *   {tenant}        {server}
 */

/** Whose heartbeat it is. Both come from the token, never from the content. */
export interface ServerId {
  readonly tenant: string;
  readonly server: string;
}

/** A server and what its shipper said last. */
export interface ReportingServer extends ServerId {
  readonly heartbeat: Heartbeat;
  /** When it came, by our clock. */
  readonly receivedAt: Date;
  /** How far the shipper's clock is ahead of ours; below zero it is behind. The way of the heartbeat is in it. */
  readonly clockDifferenceSeconds: number;
}

type ServerColumns = { server: string; sentAt: string; receivedAt: string };

/**
 * No request is under way for longer. A heartbeat that seems older than one that came longer ago is of a clock that was set back, and counts: else a
 * clock that was a year ahead for a minute would hide the server for a year.
 */
const MAX_UNDER_WAY_MILLISECONDS = 15 * 60_000;

/**
 * Keeps a heartbeat if it is the newest of its server. Repeating one changes nothing, and a late one never replaces a newer one.
 *
 * @returns whether it was kept.
 */
export async function saveHeartbeat({ Servers }: Tables, id: ServerId, heartbeat: Heartbeat, now: Date): Promise<boolean> {
  const row: TableEntity<ServerColumns> = {
    ...addressOf(id),
    server: id.server,
    sentAt: heartbeat.sentAt,
    receivedAt: now.toISOString(),
    ...longProperties('heartbeat', packJson(heartbeat)),
  };
  for (;;) {
    const known = await rowOf(Servers, id);
    if (known !== undefined && !isNewer(heartbeat, known, now)) return false;
    try {
      if (known === undefined) await Servers.createEntity(row);
      else await Servers.updateEntity(row, 'Replace', { etag: known.etag });
      return true;
    } catch (error) {
      // Each turn of this loop is another heartbeat's success, and one of them is the newest.
      if (!isLostRace(error) && !isNotFound(error)) throw error;
    }
  }
}

function isNewer({ sentAt }: Heartbeat, known: ServerColumns, now: Date): boolean {
  return Date.parse(sentAt) > Date.parse(known.sentAt) || now.getTime() - Date.parse(known.receivedAt) > MAX_UNDER_WAY_MILLISECONDS;
}

/** The servers of a tenant that have ever sent a heartbeat, by name. */
export async function listReportingServers({ Servers }: Tables, tenant: string): Promise<readonly ReportingServer[]> {
  const servers: ReportingServer[] = [];
  const filter = odata`PartitionKey eq ${key(tenant)}`;
  for await (const row of Servers.listEntities<ServerColumns>({ queryOptions: { filter } })) servers.push(reportingServer(tenant, row));
  return servers;
}

/** Forgets servers whose last heartbeat came before this: nobody waits for another any more. */
export async function forgetGoneServers({ Servers }: Tables, tenant: string, before: Date): Promise<void> {
  const filter = odata`PartitionKey eq ${key(tenant)} and receivedAt lt ${before.toISOString()}`;
  await deleteUnchanged(Servers, Servers.listEntities<ServerColumns>({ queryOptions: { filter, select: [...KEYS] } }));
}

function reportingServer(tenant: string, row: ServerColumns): ReportingServer {
  const receivedAt = new Date(row.receivedAt);
  return {
    tenant,
    server: row.server,
    heartbeat: readLongJson(row, 'heartbeat') as Heartbeat,
    receivedAt,
    clockDifferenceSeconds: Math.round((Date.parse(row.sentAt) - receivedAt.getTime()) / 1000),
  };
}

async function rowOf(table: Tables['Servers'], id: ServerId): Promise<(ServerColumns & { readonly etag: string }) | undefined> {
  const { partitionKey, rowKey } = addressOf(id);
  try {
    return await table.getEntity<ServerColumns>(partitionKey, rowKey);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function addressOf({ tenant, server }: ServerId): { readonly partitionKey: string; readonly rowKey: string } {
  return { partitionKey: key(tenant), rowKey: key(server) };
}
