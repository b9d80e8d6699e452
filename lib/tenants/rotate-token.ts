import { REPLACED_TOKEN_HOURS } from '../contract/token-rotation.js';
import { changeToken, deleteToken, findToken, type StoredToken, type TokenAddress } from '../store/token-table.js';
import type { Tables } from '../store/tables.js';
import { makeToken, type IssuedToken } from './token.js';

/** What became of a wish for a new token. */
export type Rotation =
  | { readonly result: 'rotated'; readonly token: IssuedToken; readonly oldExpiresAt: Date }
  /** The token has been replaced, and its replacement was used or revoked: whoever still has the old one is another. */
  | { readonly result: 'replaced-already' };

const HOUR = 3_600_000;

/** Somebody else may note the token's use in between, or rotate it, too. */
const MAX_RACES = 5;

/** Makes a token that takes the place of this one, which stays valid for a while. A replacement that was never used ends. */
export async function rotateToken(tables: Tables, address: TokenAddress, createdBy: string, now: Date): Promise<Rotation> {
  for (let race = 0; race < MAX_RACES; race += 1) {
    const old = await findToken(tables, address);
    if (old === undefined) break;
    const replacement = old.replacedBy === null ? undefined : await findToken(tables, { ...address, id: old.replacedBy });
    if (old.replacedBy !== null && replacement?.lastUsedAt !== null) break;
    const expiresAt = sameLifeFrom(now, replacement ?? old);
    const token = await makeToken(tables, { ...old.grant, expiresAt }, { name: old.name, createdBy, now });
    const oldExpiresAt = earlier(old.grant.expiresAt, new Date(now.getTime() + REPLACED_TOKEN_HOURS * HOUR));
    if (await changeToken(tables, old, { replacedBy: token.id, expiresAt: oldExpiresAt.toISOString() })) {
      if (replacement !== undefined) await deleteToken(tables, replacement);
      return { result: 'rotated', token, oldExpiresAt };
    }
    await deleteToken(tables, token);
  }
  return { result: 'replaced-already' };
}

/** When the new one ends, if the one whose place it takes ends at all: after as long a life. */
function sameLifeFrom(now: Date, { grant: { expiresAt }, createdAt }: StoredToken): Date | undefined {
  return expiresAt === undefined ? undefined : new Date(now.getTime() + expiresAt.getTime() - Date.parse(createdAt));
}

function earlier(one: Date | undefined, other: Date): Date {
  return one !== undefined && one < other ? one : other;
}
