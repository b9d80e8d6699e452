import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { changeToken, findToken, saveToken, type StoredToken, type TokenAddress, type TokenGrant } from '../store/token-table.js';
import type { Tables } from '../store/tables.js';

/**
 * Bearer tokens. `mfs_{tenant}_{id}_{secret}` belongs to a shipper, `mfq_{id}_{secret}` to whoever asks; what stands before the secret lets secret
 * scanners and people recognise one. Only the secret's hash is stored. The secret has 256 random bits, so a plain hash needs no salt and no slowness.
 */
const SHIPPER_TOKEN = /^mfs_([a-z0-9-]{1,63})_([0-9a-f]{20})_([A-Za-z0-9_-]{43})$/;
const QUERY_TOKEN = /^mfq_([0-9a-f]{20})_([A-Za-z0-9_-]{43})$/;

/** For what a token is made, and by whom. */
export interface TokenDetails {
  readonly name: string;
  readonly createdBy: string;
  readonly now: Date;
}

/** A token that was just made. */
export interface IssuedToken extends TokenAddress {
  /** Shown once, to whoever asked for it, and nowhere else. */
  readonly text: string;
}

/** Makes a token and stores its hash. */
export async function makeToken(tables: Tables, grant: TokenGrant, { name, createdBy, now }: TokenDetails): Promise<IssuedToken> {
  const secret = randomBytes(32).toString('base64url');
  const address: TokenAddress = { tenant: grant.kind === 'shipper' ? grant.tenant : undefined, id: tokenId(now) };
  await saveToken(tables, { ...address, grant, hash: hashOf(secret), name, createdAt: now.toISOString(), createdBy });
  return { ...address, text: `${tokenPrefix(address)}_${secret}` };
}

/** Makes a token where nobody asks over the API: the first ones of an installation. @returns its text */
export async function issueToken(
  tables: Tables,
  grant: TokenGrant,
  { name = 'made by the mailflow command', createdBy = 'mailflow', now = new Date() }: Partial<TokenDetails> = {},
): Promise<string> {
  return (await makeToken(tables, grant, { name, createdBy, now })).text;
}

/** The part of a token's text by which people recognise it. */
export function tokenPrefix({ tenant, id }: TokenAddress): string {
  return tenant === undefined ? `mfq_${id}` : `mfs_${tenant}_${id}`;
}

/**
 * The token with this text, or `undefined` when it is none of ours or has expired. All of these take the same way and the comparison takes constant
 * time, so the answer tells nothing about which it was.
 */
export async function verifyToken(tables: Tables, text: string, now: Date): Promise<StoredToken | undefined> {
  const parts = tokenParts(text);
  if (parts === undefined) return undefined;
  const stored = await findToken(tables, parts);
  const matches = isHashOf(parts.secret, stored?.hash ?? Buffer.alloc(32));
  if (!matches || stored === undefined) return undefined;
  const { expiresAt } = stored.grant;
  return expiresAt !== undefined && expiresAt <= now ? undefined : stored;
}

const PREFIX = /^(?:mfs_([a-z0-9-]{1,63})|mfq)_([0-9a-f]{20})$/;

/** The token that is recognised by this first part of its text, or `undefined`. */
export async function tokenOfPrefix(tables: Tables, prefix: string): Promise<StoredToken | undefined> {
  const [, tenant, id] = PREFIX.exec(prefix) ?? [];
  return id === undefined ? undefined : findToken(tables, { tenant, id });
}

/** What a token's text names; `undefined` when it has not the form of one. */
export function tokenParts(text: string): (TokenAddress & { readonly secret: string }) | undefined {
  const [, tenant, ofShipper, shipperSecret] = SHIPPER_TOKEN.exec(text) ?? [];
  if (ofShipper !== undefined && shipperSecret !== undefined) return { tenant, id: ofShipper, secret: shipperSecret };
  const [, id, secret] = QUERY_TOKEN.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { tenant: undefined, id, secret };
}

/** Whether this is the hash of the secret. Takes the same time whatever the answer is. */
export function isHashOf(secret: string, hash: Buffer): boolean {
  return hash.length === HASH_BYTES && timingSafeEqual(hashOf(secret), hash);
}

const HASH_BYTES = 32;

/** SHA-256 of a token's secret. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Often enough to see whether a token is in use, and a write for a thousand requests. */
const NOTE_USE_EVERY_MILLISECONDS = 15 * 60_000;

/** Notes that a token is in use, now and then. */
export async function noteTokenUse(tables: Tables, token: StoredToken, now: Date): Promise<void> {
  const notedAt = token.lastUsedAt === null ? -Infinity : Date.parse(token.lastUsedAt);
  if (now.getTime() - notedAt < NOTE_USE_EVERY_MILLISECONDS) return;
  await changeToken(tables, token, { lastUsedAt: now.toISOString() });
}

/** Later than any time of ours, in as many hexadecimal digits as an id has for it. */
const TIME_BEYOND = 2 ** 48;

/** Newer ids sort first: the time until the end of time, and some chance. */
function tokenId(now: Date): string {
  return `${(TIME_BEYOND - now.getTime()).toString(16).padStart(12, '0')}${randomBytes(4).toString('hex')}`;
}
