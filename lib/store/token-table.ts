import type { TableEntity } from '@azure/data-tables';
import { keyPart } from './keys.js';
import { isNotFound, type Tables } from './tables.js';

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

/** A query token may read these tenants; `*` is all of them, also those that are yet to come. */
export interface QueryGrant {
  readonly kind: 'query';
  readonly tenants: readonly string[] | '*';
  /** Left out, it is a reader. */
  readonly role?: QueryRole | undefined;
  readonly expiresAt?: Date | undefined;
}

export interface StoredToken {
  readonly grant: TokenGrant;
  /** SHA-256 of the secret; the secret itself is stored nowhere. */
  readonly hash: Buffer;
}

type TokenColumns = {
  hash: Uint8Array;
  kind: TokenGrant['kind'];
  tenants: string;
  server?: string;
  role?: QueryRole;
  expiresAt?: Date;
};

const ROW = 'token';

/** Stores a new token. */
export async function saveToken({ Tokens }: Tables, id: string, { grant, hash }: StoredToken): Promise<void> {
  const row: TableEntity<TokenColumns> = {
    partitionKey: keyPart(id),
    rowKey: ROW,
    hash,
    kind: grant.kind,
    tenants: JSON.stringify(grant.kind === 'shipper' ? [grant.tenant] : grant.tenants),
    ...(grant.kind === 'shipper' ? { server: grant.server } : { role: grant.role ?? 'reader' }),
    ...(grant.expiresAt !== undefined && { expiresAt: grant.expiresAt }),
  };
  await Tokens.createEntity(row);
}

/** The token with this id, or `undefined`. */
export async function findToken({ Tokens }: Tables, id: string): Promise<StoredToken | undefined> {
  try {
    const { kind, hash, tenants: json, server, role = 'reader', expiresAt } = await Tokens.getEntity<TokenColumns>(keyPart(id), ROW);
    const tenants = JSON.parse(json) as string[] | '*';
    const tenant = tenants[0];
    if (kind === 'query') return { grant: { kind, tenants, role, expiresAt }, hash: Buffer.from(hash) };
    return tenant === undefined || server === undefined
      ? undefined
      : { grant: { kind, tenant, server, expiresAt }, hash: Buffer.from(hash) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
