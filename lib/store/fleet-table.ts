import { createHash } from 'node:crypto';
import { odata } from '@azure/data-tables';
import type { FleetActivity } from './fleet-activity.js';
import type { FleetCertificates } from './fleet-certificates.js';
import type { FleetFindings } from './fleet-findings.js';
import type { FleetObservations } from './fleet-observations.js';
import { keyPart } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { inactiveTenants } from './tenant-table.js';
import { UnpackedValues } from './unpacked-values.js';

/**
 * What all tenants together show, so that one query answers for the fleet. A row is made anew from the tenant's own tables whenever these have changed;
 * nothing is decided by it.
 *
 *   PartitionKey    RowKey
 *   {kind}          {tenant}
 */
export interface FleetKinds {
  readonly failing: FleetFindings;
  readonly recovered: FleetFindings;
  readonly observations: FleetObservations;
  readonly certificates: FleetCertificates;
  readonly activity: FleetActivity;
}

/**
 * Makes a tenant's row anew. The row is read before the tables that it is made of, and written only if nobody has written it since, and it is written even
 * where it says the same: so of two who do so at once, the one who looked last has the last word.
 */
export async function refreshFleet<Kind extends keyof FleetKinds>(
  { Fleet }: Tables,
  kind: Kind,
  tenant: string,
  look: () => Promise<FleetKinds[Kind]>,
): Promise<void> {
  const address = { partitionKey: kind, rowKey: keyPart(tenant) };
  for (;;) {
    const etag = (await rowAt(Fleet, address))?.etag;
    const packed = packJson(await look());
    const row = { ...address, digest: digestOf(packed), bytes: packed.length, ...longProperties('shown', packed) };
    try {
      if (etag === undefined) await Fleet.createEntity(row);
      else await Fleet.updateEntity(row, 'Replace', { etag });
      return;
    } catch (error) {
      // Each turn of this loop is another's success, so it ends.
      if (!isLostRace(error) && !isNotFound(error)) throw error;
    }
  }
}

async function rowAt(table: Tables['Fleet'], { partitionKey, rowKey }: { readonly partitionKey: string; readonly rowKey: string }) {
  try {
    return await table.getEntity(partitionKey, rowKey);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** What one tenant shows; `undefined` as long as nobody has looked. */
export async function readFleetOf<Kind extends keyof FleetKinds>(
  { Fleet }: Tables,
  kind: Kind,
  tenant: string,
): Promise<FleetKinds[Kind] | undefined> {
  const row = await rowAt(Fleet, { partitionKey: kind, rowKey: keyPart(tenant) });
  return row && (readLongJson(row, 'shown') as FleetKinds[Kind]);
}

/** Packed content whose values stay in memory, where they take some ten times as much. Twenty findings of a thousand tenants are 2 MiB. */
const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;

const unpacked = new UnpackedValues(MAX_UNPACKED_BYTES);

/** So many rows are asked for one by one; of more it is quicker to ask for all. */
const FEW = 8;

/**
 * What the tenants show, by tenant; nothing of those that are disabled or being deleted. Of rows that were read before only their digest is asked for: most
 * stay the same from one look to the next, and to unpack them takes longer than anything else.
 */
export async function readFleet<Kind extends keyof FleetKinds>(tables: Tables, kind: Kind): Promise<ReadonlyMap<string, FleetKinds[Kind]>> {
  const [digests, inactive] = await Promise.all([digestsIn(tables, kind), inactiveTenants(tables)]);
  const wanted = digests.filter(({ tenant }) => !inactive.has(tenant));
  const unknown = wanted.filter(({ digest }) => unpacked.get(digest) === undefined);
  const read = await rowsAnew(tables, kind, unknown);
  const shown = new Map<string, FleetKinds[Kind]>();
  for (const { tenant, digest } of wanted) {
    const value = read.get(tenant) ?? unpacked.get(digest);
    // One that has gone meanwhile is none.
    if (value !== undefined) shown.set(tenant, value as FleetKinds[Kind]);
  }
  return shown;
}

interface FleetRow {
  readonly tenant: string;
  readonly digest: string;
}

async function digestsIn({ Fleet }: Tables, kind: keyof FleetKinds): Promise<readonly FleetRow[]> {
  const rows: FleetRow[] = [];
  const queryOptions = { filter: odata`PartitionKey eq ${kind}`, select: ['RowKey', 'digest'] };
  // The encoding leaves every character of a tenant's id as it is.
  for await (const { rowKey = '', digest } of Fleet.listEntities<{ digest: string }>({ queryOptions }))
    rows.push({ tenant: rowKey, digest });
  return rows;
}

/** Reads and unpacks rows, and keeps what is in them for the next look. */
async function rowsAnew({ Fleet }: Tables, kind: keyof FleetKinds, rows: readonly FleetRow[]): Promise<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>();
  const take = (row: Readonly<Record<string, unknown>> | undefined) => {
    if (row === undefined) return;
    const value = readLongJson(row, 'shown');
    values.set(String(row.rowKey), value);
    if (typeof row.digest === 'string') unpacked.keep(row.digest, value, Number(row.bytes));
  };
  if (rows.length <= FEW)
    for (const row of await Promise.all(rows.map(({ tenant }) => rowAt(Fleet, { partitionKey: kind, rowKey: keyPart(tenant) })))) take(row);
  else for await (const row of Fleet.listEntities({ queryOptions: { filter: odata`PartitionKey eq ${kind}` } })) take(row);
  return values;
}

function digestOf(packed: Buffer): string {
  return createHash('sha256').update(packed).digest('base64url');
}
