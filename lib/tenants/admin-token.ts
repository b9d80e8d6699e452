import { randomBytes } from 'node:crypto';
import { hashOf, isHashOf, tokenParts, tokenPrefix } from './token.js';
import type { Caller } from './caller.js';

/**
 * The first administrator's token. Somebody has to make the first token before there is one to ask with: its hash stands in the app's settings, where
 * only who runs the app can write. Taking the setting away ends it.
 */
export interface AdminToken {
  readonly id: string;
  readonly hash: Buffer;
}

/** The setting that holds it. */
export const ADMIN_TOKEN_SETTING = 'MAILFLOW_ADMIN_TOKEN_HASH';

const SETTING = /^([0-9a-f]{20}):([0-9a-f]{64})$/;

/**
 * The token in this setting; `undefined` where it is not set.
 *
 * @throws when it is something else: an administrator would look for the reason elsewhere.
 */
export function adminTokenIn(setting: string | undefined): AdminToken | undefined {
  if (setting === undefined || setting === '') return undefined;
  const [, id, hash] = SETTING.exec(setting) ?? [];
  if (id === undefined || hash === undefined)
    throw new Error(`${ADMIN_TOKEN_SETTING} is not as “mailflow token bootstrap” prints it: 20 digits, a colon, 64 digits.`);
  return { id, hash: Buffer.from(hash, 'hex') };
}

/** Makes such a token: its text for a person, and the setting for the app. */
export function makeAdminToken(): { readonly text: string; readonly setting: string } {
  const id = randomBytes(10).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { text: `${tokenPrefix({ tenant: undefined, id })}_${secret}`, setting: `${id}:${hashOf(secret).toString('hex')}` };
}

/** Whoever bears this token, or `undefined` when it is another one. */
export function verifyAdminToken(token: AdminToken | undefined, text: string): Caller | undefined {
  const parts = tokenParts(text);
  if (token === undefined || parts === undefined || parts.tenant !== undefined || parts.id !== token.id) return undefined;
  if (!isHashOf(parts.secret, token.hash)) return undefined;
  const actor = { kind: 'bootstrap', id: tokenPrefix(parts), name: 'the administrator’s token of the settings' } as const;
  return { kind: 'query', tenants: '*', role: 'admin', actor };
}
