import { odata } from '@azure/data-tables';
import type { FleetActivity } from './fleet-activity.js';
import type { FleetCertificates } from './fleet-certificates.js';
import type { FleetFindings } from './fleet-findings.js';
import type { FleetObservations } from './fleet-observations.js';
import { keyPart } from './keys.js';
import { longProperties, packJson, readLongJson } from './long-bytes.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

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
    const row = { ...address, ...longProperties('shown', packJson(await look())) };
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

/** What the tenants show, by tenant. */
export async function readFleet<Kind extends keyof FleetKinds>(
  { Fleet }: Tables,
  kind: Kind,
): Promise<ReadonlyMap<string, FleetKinds[Kind]>> {
  const shown = new Map<string, FleetKinds[Kind]>();
  for await (const row of Fleet.listEntities({ queryOptions: { filter: odata`PartitionKey eq ${kind}` } })) {
    // The encoding leaves every character of a tenant's id as it is.
    shown.set(row.rowKey ?? '', readLongJson(row, 'shown') as FleetKinds[Kind]);
  }
  return shown;
}
