import { createHash, randomBytes } from 'node:crypto';
import { ENROLMENT_MINUTES, type EnrolmentRequest } from '../contract/enrolment.js';
import { TENANT_ID } from '../contract/names.js';
import {
  deleteEnrolmentCodes,
  findEnrolmentCode,
  listEnrolmentCodes,
  saveEnrolmentCode,
  useEnrolmentCode,
  type StoredEnrolmentCode,
} from '../store/enrolment-code-table.js';
import type { Tables } from '../store/tables.js';
import { isHashOf } from './token.js';

/** Digits and letters that nobody takes for another (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 60 bits: who tries a million codes a second for a quarter of an hour finds one of twenty open ones with a chance of one in sixty million. */
const CODE_LETTERS = 12;

/** Codes of a tenant that may be open at once: a whole rack of servers is enrolled in one go. */
export const MAX_OPEN_CODES = 20;

/** How long a code is listed after it has ended, so that whoever made it sees what became of it. */
const LISTED_MILLISECONDS = 24 * 3_600_000;

export interface IssuedEnrolmentCode {
  readonly id: string;
  /** Shown once. */
  readonly code: string;
  readonly expiresAt: string;
}

/** Makes a code for a tenant; `undefined` when too many are open. Codes that ended long ago are swept out. */
export async function makeEnrolmentCode(
  tables: Tables,
  tenant: string,
  createdBy: string,
  now: Date,
): Promise<IssuedEnrolmentCode | undefined> {
  const known = await listEnrolmentCodes(tables, tenant);
  await deleteEnrolmentCodes(
    tables,
    known.filter(({ expiresAt }) => Date.parse(expiresAt) < now.getTime() - LISTED_MILLISECONDS),
  );
  if (known.filter((code) => isOpen(code, now)).length >= MAX_OPEN_CODES) return undefined;
  const letters = Array.from(randomBytes(CODE_LETTERS), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const expiresAt = new Date(now.getTime() + ENROLMENT_MINUTES * 60_000).toISOString();
  const hash = hashOf(tenant, letters);
  const id = idOf(hash);
  await saveEnrolmentCode(tables, { tenant, id, hash, createdAt: now.toISOString(), createdBy, expiresAt });
  return { id, code: `${tenant}.${letters.replace(/(.{4})(?=.)/g, '$1-')}`, expiresAt };
}

/** Whether a code can still be exchanged. */
export function isOpen({ expiresAt, usedAt }: StoredEnrolmentCode, now: Date): boolean {
  return usedAt === null && Date.parse(expiresAt) > now.getTime();
}

/**
 * Uses up a code for a server. @returns the code; `undefined` when it is none, has expired or was used before: it tells nothing about which.
 */
export async function takeEnrolmentCode(
  tables: Tables,
  { code: text, server }: Pick<EnrolmentRequest, 'code' | 'server'>,
  now: Date,
): Promise<StoredEnrolmentCode | undefined> {
  const [tenant = '', written = '', ...rest] = text.trim().split('.');
  const id = tenant.toLowerCase();
  if (rest.length > 0 || !TENANT_ID.pattern.test(id)) return undefined;
  const letters = lettersIn(written);
  const hash = hashOf(id, letters);
  const code = await findEnrolmentCode(tables, id, idOf(hash));
  if (code === undefined || !isHashOf(secretOf(id, letters), code.hash) || !isOpen(code, now)) return undefined;
  return (await useEnrolmentCode(tables, code, server, now)) ? code : undefined;
}

/** As people write it: with other dashes, in small letters, with an O for the zero. */
function lettersIn(written: string): string {
  return written
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

function secretOf(tenant: string, letters: string): string {
  return `${tenant}.${letters}`;
}

function hashOf(tenant: string, letters: string): Buffer {
  return createHash('sha256').update(secretOf(tenant, letters)).digest();
}

function idOf(hash: Buffer): string {
  return hash.toString('hex').slice(0, 32);
}
