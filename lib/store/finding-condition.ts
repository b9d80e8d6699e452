import { handlingAfterReopening, type Condition, type FindingChange, type Handling } from '../diagnosis/finding-state.js';
import { changeRow } from './finding-change-table.js';
import { findingKey, handlingIn, listActions, listKey, type FindingColumns } from './finding-row.js';
import { isEmptied } from './fold.js';
import { key } from './keys.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

/**
 * Gives a finding the condition that the logs show, as seen with its last failure at `lastSeen`. Nothing happens when a later failure was written
 * meanwhile: whoever wrote it looks again.
 *
 * @returns whether the condition has changed.
 */
export async function settleCondition(
  { Findings }: Tables,
  tenant: string,
  { findingId, lastSeen }: { readonly findingId: string; readonly lastSeen: string },
  condition: Condition,
  now: Date,
): Promise<boolean> {
  const address = { partitionKey: key(tenant), rowKey: findingKey(findingId) };
  for (;;) {
    const row = await rowAt(Findings, address);
    if (row === undefined || isEmptied(row) || row.lastSeen !== lastSeen || row.condition === condition) return false;
    const change: FindingChange = condition === 'recovered' ? 'recovered' : 'reopened';
    const handling = condition === 'recovered' ? handlingIn(row) : handlingAfterReopening(handlingIn(row));
    const columns = {
      condition,
      changedAt: now.toISOString(),
      changes: row.changes + 1,
      handling: JSON.stringify(handling),
      listed: listKey(findingId, { ...row, condition }),
    };
    const after = { ...row, ...columns, rowKey: address.rowKey };
    try {
      await Findings.submitTransaction([
        ['update', { ...address, ...columns }, 'Merge', { etag: row.etag }],
        changeRow(tenant, after, change, now),
        ...listActions(address.partitionKey, row, after),
      ]);
      return true;
    } catch (error) {
      if (!isLostRace(error) && !isNotFound(error)) throw error;
    }
  }
}

/** What became of a person's wish to change how a finding, or an observation, is handled. */
export type HandlingResult = 'done' | 'not-found' | 'changed-meanwhile';

/**
 * Notes what a person did about a finding; `null` takes it back.
 *
 * @param etag of the finding as the person saw it, if it must not have changed since.
 */
export async function handleFinding(
  { Findings }: Tables,
  tenant: string,
  findingId: string,
  handling: Handling | null,
  etag?: string,
): Promise<HandlingResult> {
  const address = { partitionKey: key(tenant), rowKey: findingKey(findingId) };
  for (;;) {
    const row = await rowAt(Findings, address);
    if (row === undefined || isEmptied(row)) return 'not-found';
    if (etag !== undefined && etag !== '*' && etag !== row.etag) return 'changed-meanwhile';
    const columns = { handling: JSON.stringify(handling) };
    try {
      await Findings.submitTransaction([
        ['update', { ...address, ...columns }, 'Merge', { etag: row.etag }],
        ...listActions(address.partitionKey, row, { ...row, ...columns }),
      ]);
      return 'done';
    } catch (error) {
      // Looked at again: whoever named no state of the finding means it as it is.
      if (!isLostRace(error) && !isNotFound(error)) throw error;
    }
  }
}

async function rowAt(
  table: Tables['Findings'],
  { partitionKey, rowKey }: { readonly partitionKey: string; readonly rowKey: string },
): Promise<(FindingColumns & { readonly etag: string }) | undefined> {
  try {
    return await table.getEntity<FindingColumns>(partitionKey, rowKey);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
