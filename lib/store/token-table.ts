import type { TableEntity } from '@azure/data-tables';
import { forgetRows } from './forget-rows.js';
import { afterKey, key } from './keys.js';
import { pageIn, type Page } from './page.js';
import { isLostRace, isNotFound, type Tables } from './tables.js';

/**
 * Tokens, as hashes of their secrets.
 *
 *   PartitionKey    RowKey
 *   {tenant}        t|{id}    a shipper's token
 *   |query          t|{id}    a query token: it may be for many tenants, and belongs to none
 *
 * Ids sort newest first. Enrolment codes stand beside them ({@link ./enrolment-code-table.ts}).
 */

/** What a token lets its bearer do. */
export type TokenGrant = ShipperGrant | QueryGrant;

/** A shipper may ask for upload grants of one server of one tenant. */
export interface ShipperGrant {
  readonly kind: 'shipper';
  readonly tenant: string;
  readonly server: string;
  readonly expiresAt?: Date | undefined;
}

/** What a query token allows: an operator may also change how things are handled and have things done again, an admin say who may do what. */
export const QUERY_ROLES = ['reader', 'operator', 'admin'] as const;
export type QueryRole = (typeof QUERY_ROLES)[number];

/** Tenants that somebody may see; `*` is all of them, also those that are yet to come. */
export type TenantSet = readonly string[] | '*';

/** A query token is for these tenants. */
export interface QueryGrant {
  readonly kind: 'query';
  readonly tenants: TenantSet;
  readonly role: QueryRole;
  readonly expiresAt?: Date | undefined;
}

/** Where a token's row is: a shipper's token stands with its tenant. */
export interface TokenAddress {
  readonly tenant: string | undefined;
  readonly id: string;
}

/** A token when it is made. Times are ISO 8601, UTC. */
export interface NewToken extends TokenAddress {
  readonly grant: TokenGrant;
  /** SHA-256 of the secret; the secret itself is stored nowhere. */
  readonly hash: Buffer;
  /** What it is for, in the words of whoever made it. */
  readonly name: string;
  readonly createdAt: string;
  /** Who made it. */
  readonly createdBy: string;
}

export interface StoredToken extends NewToken {
  /** About when it was used last; `null` when never. */
  readonly lastUsedAt: string | null;
  /** The token that is to take its place. */
  readonly replacedBy: string | null;
  readonly etag: string;
}

type TokenColumns = {
  hash: Uint8Array;
  kind: TokenGrant['kind'];
  tenants: string;
  server?: string;
  role?: QueryRole;
  expiresAt?: string;
  name: string;
  createdAt: string;
  createdBy: string;
  lastUsedAt?: string;
  replacedBy?: string;
};

/** Stores a new token. */
export async function saveToken({ Tokens }: Tables, token: NewToken): Promise<void> {
  const { grant, hash, name, createdAt, createdBy } = token;
  const row: TableEntity<TokenColumns> = {
    ...rowOf(token),
    hash,
    kind: grant.kind,
    tenants: JSON.stringify(grant.kind === 'shipper' ? [grant.tenant] : grant.tenants),
    ...(grant.kind === 'shipper' ? { server: grant.server } : { role: grant.role }),
    ...(grant.expiresAt !== undefined && { expiresAt: grant.expiresAt.toISOString() }),
    ...{ name, createdAt, createdBy },
  };
  await Tokens.createEntity(row);
}

/** The token at this address, or `undefined`. */
export async function findToken({ Tokens }: Tables, address: TokenAddress): Promise<StoredToken | undefined> {
  const { partitionKey, rowKey } = rowOf(address);
  try {
    return storedToken(address.tenant, await Tokens.getEntity<TokenColumns>(partitionKey, rowKey));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Which tokens are asked for. */
export interface TokenQuery {
  /** Whose shippers' tokens; left out, it is query tokens. */
  readonly tenant?: string | undefined;
  /** The id of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
  readonly only?: (token: StoredToken) => boolean;
}

/** Shippers' tokens of a tenant, or query tokens; the newest first. */
export function pageOfTokens({ Tokens }: Tables, { tenant, after, limit, only = () => true }: TokenQuery): Promise<Page<StoredToken>> {
  const from = key(TOKEN);
  const range = {
    partitionKey: partitionOf(tenant),
    from,
    before: afterKey(from),
    ...(after !== undefined && { after: key(TOKEN, after) }),
  };
  return pageIn<TokenColumns, StoredToken>(Tokens, range, {
    ...{ limit, isFiltered: true },
    keyOf: ({ rowKey }) => idIn(rowKey),
    itemOf: (row) => {
      const token = storedToken(tenant, row);
      return token !== undefined && only(token) ? token : undefined;
    },
  });
}

/** Ends a token at once. @returns whether there was one. */
export async function deleteToken({ Tokens }: Tables, address: TokenAddress): Promise<boolean> {
  const { partitionKey, rowKey } = rowOf(address);
  try {
    await Tokens.deleteEntity(partitionKey, rowKey);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Forgets tokens that expired before that moment, the shippers' of a tenant or the query tokens; some of them at a time. */
export function forgetExpiredTokens({ Tokens }: Tables, tenant: string | undefined, before: Date): Promise<void> {
  const range = { partitionKey: partitionOf(tenant), from: key(TOKEN), before: afterKey(key(TOKEN)) };
  const isOver = ({ expiresAt }: TokenColumns) => expiresAt !== undefined && expiresAt < before.toISOString();
  return forgetRows<TokenColumns>(Tokens, range, { columns: ['expiresAt'], isOver });
}

/** What of a token changes in its life. */
export interface TokenChange {
  readonly lastUsedAt?: string;
  readonly expiresAt?: string;
  readonly replacedBy?: string;
  /** Of a query token: tenants that it is for. */
  readonly tenants?: readonly string[];
}

/** Changes a token, unless somebody else has changed or ended it since it was read. @returns whether it was changed. */
export async function changeToken({ Tokens }: Tables, token: StoredToken, { tenants, ...change }: TokenChange): Promise<boolean> {
  const columns = { ...change, ...(tenants !== undefined && { tenants: JSON.stringify(tenants) }) };
  try {
    await Tokens.updateEntity({ ...rowOf(token), ...columns }, 'Merge', { etag: token.etag });
    return true;
  } catch (error) {
    if (isLostRace(error) || isNotFound(error)) return false;
    throw error;
  }
}

type TokenRow = TokenColumns & { readonly rowKey?: string; readonly etag?: string };

function storedToken(tenant: string | undefined, row: TokenRow): StoredToken | undefined {
  const { rowKey = '', hash, name, createdAt, createdBy, lastUsedAt = null, replacedBy = null, etag = '' } = row;
  const grant = grantIn(tenant, row);
  const id = idIn(rowKey);
  return grant && { tenant, id, grant, hash: Buffer.from(hash), name, createdAt, createdBy, lastUsedAt, replacedBy, etag };
}

function grantIn(tenant: string | undefined, { kind, tenants, server, role = 'reader', expiresAt }: TokenRow): TokenGrant | undefined {
  const ends = expiresAt === undefined ? undefined : new Date(expiresAt);
  if (kind === 'query') return { kind, tenants: JSON.parse(tenants) as TenantSet, role, expiresAt: ends };
  return tenant === undefined || server === undefined ? undefined : { kind, tenant, server, expiresAt: ends };
}

function rowOf({ tenant, id }: TokenAddress): { readonly partitionKey: string; readonly rowKey: string } {
  return { partitionKey: partitionOf(tenant), rowKey: key(TOKEN, id) };
}

const TOKEN = 't';

function idIn(rowKey: string): string {
  return rowKey.slice(key(TOKEN, '').length);
}

/** No tenant is named by nothing, so the second cannot be a tenant's. */
function partitionOf(tenant: string | undefined): string {
  return tenant === undefined ? key('', 'query') : key(tenant);
}
