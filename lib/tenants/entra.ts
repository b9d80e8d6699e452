import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { TENANT_ID } from '../contract/names.js';
import type { QueryRole, TenantSet } from '../store/token-table.js';
import type { Caller } from './caller.js';

/**
 * People and apps of the MSP's own directory: access tokens of Microsoft Entra ID for an app registration of Mailflow.
 *
 * The app roles `Mailflow.Reader`, `Mailflow.Operator` and `Mailflow.Admin` say what somebody may do. For which tenants say the app roles `Mailflow.AllTenants`
 * and `Mailflow.Tenant.{id}`, or groups that the settings map.
 *
 * @source https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
 */
export interface EntraSettings {
  /** Where the directory signs people in. */
  readonly authority: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Where the directory publishes the keys with which it signs. */
  readonly keysUrl: URL;
  /** Tenants by the object id of a group. */
  readonly groups: Readonly<Record<string, TenantSet>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const groupsSchema = z.record(z.string(), z.union([z.literal('*'), z.array(z.string().regex(TENANT_ID.pattern, TENANT_ID.says))]));

/**
 * The settings of the app; `undefined` where none is set.
 *
 * @throws when they are incomplete or can't be read: somebody would be refused and not know why.
 */
export function entraSettingsIn(environment: Environment): EntraSettings | undefined {
  const {
    MAILFLOW_ENTRA_TENANT_ID: directory = '',
    MAILFLOW_ENTRA_AUDIENCE: audience = '',
    MAILFLOW_ENTRA_GROUPS: groups = '{}',
    MAILFLOW_ENTRA_AUTHORITY: authority = 'https://login.microsoftonline.com',
  } = environment;
  // The template sets them all; an empty one is not set.
  if (directory === '' && audience === '') return undefined;
  if (audience === '' || !/^[0-9a-f-]{36}$/i.test(directory))
    throw new Error(
      'Set both MAILFLOW_ENTRA_TENANT_ID (the directory’s id) and MAILFLOW_ENTRA_AUDIENCE (the app registration’s), or neither.',
    );
  return {
    authority: `${authority}/${directory}`,
    issuer: `${authority}/${directory}/v2.0`,
    audiences: audience.split(',').map((one) => one.trim()),
    keysUrl: new URL(`${authority}/${directory}/discovery/v2.0/keys`),
    groups: groupsSchema.parse(JSON.parse(groups)),
  };
}

/** The directory can't be asked for its keys. */
export class DirectoryAway extends Error {
  override readonly name = 'DirectoryAway';
}

/** Whoever bears this access token; `undefined` when it is none that is valid here, or gives no right. */
export type VerifyUser = (text: string, now: Date) => Promise<Caller | undefined>;

/** How long keys are remembered, and how soon they may be asked for again when a token names one that is not among them: they have been rotated. */
const KEYS_MILLISECONDS = 60 * 60_000;
const COOLDOWN_MILLISECONDS = 30_000;

/** Seconds by which clocks may differ. */
const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * Verifies access tokens of a directory.
 *
 * @param cooldown milliseconds between two looks for new keys
 */
export function userVerifier({ issuer, audiences, keysUrl, groups }: EntraSettings, cooldown = COOLDOWN_MILLISECONDS): VerifyUser {
  const keys = createRemoteJWKSet(keysUrl, { cacheMaxAge: KEYS_MILLISECONDS, cooldownDuration: cooldown, timeoutDuration: 5_000 });
  return async (text, now) => {
    try {
      const { payload } = await jwtVerify(text, keys, {
        issuer,
        audience: [...audiences],
        // Whatever the token asks for: no key of ours is a shared one, and none is no key.
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'oid'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: now,
      });
      return callerOf(payload, groups);
    } catch (error) {
      if (isForged(error)) return undefined;
      throw new DirectoryAway('The directory does not tell its keys.', { cause: error });
    }
  };
}

/** What jose says of a token, and not of the way to the keys. */
function isForged(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    error.code !== 'ERR_JOSE_GENERIC' &&
    error.code !== 'ERR_JWKS_INVALID'
  );
}

const claimsSchema = z.object({
  oid: z.string().max(100),
  name: z.string().max(200).optional(),
  preferred_username: z.string().max(200).optional(),
  azp: z.string().max(200).optional(),
  roles: z.array(z.string()).default([]),
  groups: z.array(z.string()).default([]),
});

/** Highest first: who has several may do what the highest allows. */
const ROLES: readonly (readonly [string, QueryRole])[] = [
  ['Mailflow.Admin', 'admin'],
  ['Mailflow.Operator', 'operator'],
  ['Mailflow.Reader', 'reader'],
];

const ALL_TENANTS = 'Mailflow.AllTenants';
const ONE_TENANT = 'Mailflow.Tenant.';

function callerOf(payload: JWTPayload, mapped: EntraSettings['groups']): Caller | undefined {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return undefined;
  const { oid, roles, groups } = claims.data;
  const role = ROLES.find(([name]) => roles.includes(name))?.[1];
  const sets: readonly TenantSet[] = [
    ...(roles.includes(ALL_TENANTS) ? ['*' as const] : []),
    roles.filter((name) => name.startsWith(ONE_TENANT)).map((name) => name.slice(ONE_TENANT.length)),
    ...groups.flatMap((group) => (Object.hasOwn(mapped, group) ? [mapped[group] ?? []] : [])),
  ];
  if (role === undefined) return undefined;
  const tenants: TenantSet = sets.includes('*') ? '*' : [...new Set(sets.flat())];
  const name = claims.data.name ?? claims.data.preferred_username ?? claims.data.azp ?? oid;
  return { kind: 'query', role, tenants, actor: { kind: 'user', id: oid, name } };
}
