import { handlingAfterReopening, type Condition, type FindingChange, type Handling } from '../diagnosis/finding-state.js';
import { changeRow } from './finding-change-table.js';
import { findingKey, handlingIn, type FindingColumns } from './finding-table.js';
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
    const columns = { condition, changedAt: now.toISOString(), changes: row.changes + 1, handling: JSON.stringify(handling) };
    try {
      await Findings.submitTransaction([
        ['update', { ...address, ...columns }, 'Merge', { etag: row.etag }],
        changeRow(tenant, { ...row, ...columns, rowKey: address.rowKey }, change, now),
      ]);
      return true;
    } catch (error) {
      if (!isLostRace(error) && !isNotFound(error)) throw error;
    }
  }
}

/** What became of a person's wish to change how a finding is handled. */
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
  const row = await rowAt(Findings, address);
  if (row === undefined || isEmptied(row)) return 'not-found';
  try {
    await Findings.updateEntity({ ...address, handling: JSON.stringify(handling) }, 'Merge', { etag: etag ?? '*' });
    return 'done';
  } catch (error) {
    if (isLostRace(error)) return 'changed-meanwhile';
    if (isNotFound(error)) return 'not-found';
    throw error;
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
