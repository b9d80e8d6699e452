import type { Severity } from '../diagnosis/rule.js';
import { deleteSetting, findSetting, listSettings, settingKey } from './notification-settings.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import type { TenantSet } from './token-table.js';

/**
 * Notification policies: which changes go to which channels. They are few, and all stand in one partition of the table `Notifications`.
 *
 *   PartitionKey    RowKey
 *   policies        {id}
 */

/** What a policy may be asked to tell of: `recovered` is also what turned out to be nothing. */
export const TELLABLE_CHANGES = ['opened', 'reopened', 'raised', 'recovered'] as const;
export type TellableChange = (typeof TELLABLE_CHANGES)[number];

/** Which changes are told where. A list that is empty asks for nothing special: all tags, all rules, all severities, all changes. */
export interface Policy {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** `*`: also those that are yet to come. */
  readonly tenants: TenantSet;
  /** Tenants that bear one of these. */
  readonly tags: readonly string[];
  /** Rules and watches by their ids; `tls-*` stands for all that begin so. */
  readonly rules: readonly string[];
  readonly severities: readonly Severity[];
  readonly changes: readonly TellableChange[];
  /** Ids of the channels. */
  readonly channels: readonly string[];
  /** It takes only what no other policy takes. */
  readonly fallback: boolean;
}

export interface StoredPolicy extends Policy {
  readonly etag: string;
}

type PolicyColumns = { policy: string };

/** Adds a policy, or puts another in its place. @param etag of the policy as it was seen, if it must not have changed since */
export async function savePolicy(
  { Notifications }: Tables,
  { id, ...policy }: Policy,
  etag?: string,
): Promise<'done' | 'changed-meanwhile'> {
  const row = { ...settingKey('policies', id), policy: JSON.stringify(policy) };
  try {
    if (etag === undefined) await Notifications.upsertEntity(row, 'Replace');
    else await Notifications.updateEntity(row, 'Replace', { etag });
    return 'done';
  } catch (error) {
    if (isLostRace(error) || isNotFound(error)) return 'changed-meanwhile';
    throw error;
  }
}

/** All policies, by id. */
export async function listPolicies(tables: Tables): Promise<readonly StoredPolicy[]> {
  return (await listSettings<PolicyColumns>(tables, 'policies')).map(([id, row]) => storedPolicy(id, row));
}

/** The policy with this id, or `undefined`. */
export async function findPolicy(tables: Tables, id: string): Promise<StoredPolicy | undefined> {
  const row = await findSetting<PolicyColumns>(tables, 'policies', id);
  return row && storedPolicy(id, row);
}

/** Forgets a policy. @param etag of the policy as it was seen, if it must not have changed since */
export function deletePolicy(tables: Tables, id: string, etag?: string) {
  return deleteSetting(tables, 'policies', id, etag);
}

function storedPolicy(id: string, { policy, etag = '' }: PolicyColumns & { readonly etag?: string }): StoredPolicy {
  return { ...(JSON.parse(policy) as Omit<Policy, 'id'>), id, etag };
}
