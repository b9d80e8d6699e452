import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { findToken, saveToken, type TokenGrant } from '../store/token-table.js';
import type { Tables } from '../store/tables.js';

/**
 * Bearer tokens. `mfs_{id}_{secret}` belongs to a shipper, `mfq_{id}_{secret}` to whoever asks; the prefix lets secret scanners and people
 * recognise one. Only the secret's hash is stored. The secret has 256 random bits, so a plain hash needs no salt and no slowness.
 */
const PREFIX = { shipper: 'mfs', query: 'mfq' } as const;
const TOKEN = /^mf([sq])_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** Makes a token and stores its hash. The text is shown once, to whoever asked for it, and is nowhere else. */
export async function issueToken(tables: Tables, grant: TokenGrant): Promise<string> {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  await saveToken(tables, id, { grant, hash: hashOf(secret) });
  return `${PREFIX[grant.kind]}_${id}_${secret}`;
}

/**
 * What the bearer of this token may do, or `undefined` when it is none of ours, has expired, or is of the other kind. All of these take the
 * same way and the comparison takes constant time, so the answer tells nothing about which it was.
 */
export async function verifyToken(tables: Tables, text: string, now: Date): Promise<TokenGrant | undefined> {
  const [, kindLetter, id, secret] = TOKEN.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  const stored = await findToken(tables, id);
  const matches = timingSafeEqual(hashOf(secret), stored?.hash ?? Buffer.alloc(32));
  if (!matches || stored === undefined) return undefined;
  const { grant } = stored;
  if (PREFIX[grant.kind] !== `mf${kindLetter ?? ''}`) return undefined;
  if (grant.expiresAt !== undefined && grant.expiresAt <= now) return undefined;
  return grant;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
