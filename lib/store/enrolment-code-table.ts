import type { TableEntity } from '@azure/data-tables';
import { afterKey, key } from './keys.js';
import { rowsAnAnswer, rowsIn } from './page.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';
import { deleteAll } from './transactions.js';

/**
 * Enrolment codes, in the table `Tokens`: like tokens they are secrets of which only the hash is stored.
 *
 *   PartitionKey    RowKey
 *   {tenant}        c|{id}    id: the first half of the code's hash
 */

/** A code, as the tables have it. Times are ISO 8601, UTC. */
export interface StoredEnrolmentCode {
  readonly tenant: string;
  readonly id: string;
  readonly hash: Buffer;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string;
  /** When it was exchanged for a token, and for which server; `null` while it was not. */
  readonly usedAt: string | null;
  readonly server: string | null;
  readonly etag: string;
}

export type NewEnrolmentCode = Omit<StoredEnrolmentCode, 'usedAt' | 'server' | 'etag'>;

type CodeColumns = { hash: Uint8Array; createdAt: string; createdBy: string; expiresAt: string; usedAt?: string; server?: string };
type CodeRow = CodeColumns & { readonly rowKey?: string; readonly etag?: string };

/** Stores a new code. */
export async function saveEnrolmentCode(
  { Tokens }: Tables,
  { tenant, id, hash, createdAt, createdBy, expiresAt }: NewEnrolmentCode,
): Promise<void> {
  await Tokens.createEntity({ ...rowOf({ tenant, id }), hash, createdAt, createdBy, expiresAt } satisfies TableEntity<CodeColumns>);
}

/** The code of a tenant with this id, or `undefined`. */
export async function findEnrolmentCode({ Tokens }: Tables, tenant: string, id: string): Promise<StoredEnrolmentCode | undefined> {
  const { partitionKey, rowKey } = rowOf({ tenant, id });
  try {
    return storedCode(tenant, await Tokens.getEntity<CodeColumns>(partitionKey, rowKey));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Notes that a code was used. @returns whether it was this call that used it: of two, one does. */
export async function useEnrolmentCode({ Tokens }: Tables, code: StoredEnrolmentCode, server: string, now: Date): Promise<boolean> {
  try {
    await Tokens.updateEntity({ ...rowOf(code), usedAt: now.toISOString(), server }, 'Merge', { etag: code.etag });
    return true;
  } catch (error) {
    if (isLostRace(error) || isNotFound(error)) return false;
    throw error;
  }
}

/** The codes of a tenant. They are few: who makes one sweeps out the old ones. */
export async function listEnrolmentCodes({ Tokens }: Tables, tenant: string): Promise<readonly StoredEnrolmentCode[]> {
  const from = key(CODE);
  const codes: StoredEnrolmentCode[] = [];
  for await (const row of rowsIn<CodeColumns>(Tokens, { partitionKey: key(tenant), from, before: afterKey(from) }, rowsAnAnswer(1, true))) {
    codes.push(storedCode(tenant, row));
  }
  return codes;
}

/** Forgets codes of one tenant. */
export async function deleteEnrolmentCodes({ Tokens }: Tables, codes: readonly StoredEnrolmentCode[]): Promise<void> {
  await deleteAll(Tokens, codes.map(rowOf));
}

function storedCode(tenant: string, row: CodeRow): StoredEnrolmentCode {
  const { rowKey = '', hash, createdAt, createdBy, expiresAt, usedAt = null, server = null, etag = '' } = row;
  return { tenant, id: rowKey.slice(key(CODE, '').length), hash: Buffer.from(hash), createdAt, createdBy, expiresAt, usedAt, server, etag };
}

function rowOf({ tenant, id }: { readonly tenant: string; readonly id: string }): {
  readonly partitionKey: string;
  readonly rowKey: string;
} {
  return { partitionKey: key(tenant), rowKey: key(CODE, id) };
}

const CODE = 'c';
