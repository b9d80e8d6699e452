import { odata } from '@azure/data-tables';
import { changed, type Changed } from './changed.js';
import { key } from './keys.js';
import { isNotFound, type Tables } from './tables.js';

/** What people set for notifications: few of each kind, and each kind in one partition of the table `Notifications`, so that one query gives all. */
type Kind = 'channels' | 'policies';

type Stored<Columns> = Columns & { readonly rowKey?: string; readonly etag?: string };

/** Where a setting stands. */
export function settingKey(kind: Kind, id: string): { readonly partitionKey: Kind; readonly rowKey: string } {
  return { partitionKey: kind, rowKey: key(id) };
}

/** All settings of a kind, by id, which is the row's key as it stands. */
export async function listSettings<Columns extends object>(
  { Notifications }: Tables,
  kind: Kind,
): Promise<readonly (readonly [id: string, row: Stored<Columns>])[]> {
  const settings: (readonly [string, Stored<Columns>])[] = [];
  const rows = Notifications.listEntities<Columns>({ queryOptions: { filter: odata`PartitionKey eq ${kind}` } });
  for await (const row of rows) settings.push([row.rowKey ?? '', row]);
  return settings;
}

/** One setting, or `undefined`. */
export async function findSetting<Columns extends object>(
  { Notifications }: Tables,
  kind: Kind,
  id: string,
): Promise<Stored<Columns> | undefined> {
  const { partitionKey, rowKey } = settingKey(kind, id);
  try {
    return await Notifications.getEntity<Columns>(partitionKey, rowKey);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Forgets a setting. @param etag of the setting as it was seen, if it must not have changed since */
export async function deleteSetting({ Notifications }: Tables, kind: Kind, id: string, etag = '*'): Promise<Changed> {
  const { partitionKey, rowKey } = settingKey(kind, id);
  return changed(Notifications.deleteEntity(partitionKey, rowKey, { etag }));
}
