import { HttpRequest } from '@azure/functions';
import { generateKeyPair } from 'jose';
import { getDashboardPage } from '../../lib/api/dashboard.js';
import { readSignInRoute } from '../../lib/api/sign-in.js';
import { readOwnAccessRoute } from '../../lib/api/tokens.js';
import { listObservationsRoute } from '../../lib/api/observations.js';
import { entraSignInIn, type EntraSignIn } from '../../lib/tenants/entra-sign-in.js';
import { DirectoryAway, entraSettingsIn, userVerifier } from '../../lib/tenants/entra.js';
import { callRoute } from '../api/call-route.js';
import { AUDIENCE, Directory, DIRECTORY, USER, type Signing } from './directory.js';
import { localServices } from '../store/local-tables.js';
import { readerOf } from './tokens.js';

const services = localServices();
const GROUP = 'aaaaaaaa-0000-0000-0000-000000000001';
const directory = new Directory();

beforeAll(async () => {
  await directory.start();
  await directory.rotate('first');
});
afterAll(() => {
  directory.stop();
});

function settings() {
  const found = entraSettingsIn({
    MAILFLOW_ENTRA_TENANT_ID: DIRECTORY,
    MAILFLOW_ENTRA_AUDIENCE: AUDIENCE,
    MAILFLOW_ENTRA_AUTHORITY: directory.authority,
    MAILFLOW_ENTRA_GROUPS: JSON.stringify({ [GROUP]: ['contoso', 'fabrikam'] }),
  });
  if (found === undefined) throw new Error('They are set.');
  return found;
}

const verify = async (text: string) => userVerifier(settings(), 0)(text, new Date());

describe('somebody of the MSP’s directory', () => {
  it.each([
    { roles: ['Mailflow.Reader', 'Mailflow.AllTenants'], groups: [], role: 'reader', tenants: '*' },
    { roles: ['Mailflow.Operator', 'Mailflow.Tenant.contoso'], groups: [], role: 'operator', tenants: ['contoso'] },
    { roles: ['Mailflow.Reader', 'Mailflow.Admin'], groups: [GROUP], role: 'admin', tenants: ['contoso', 'fabrikam'] },
    { roles: ['Mailflow.Reader'], groups: ['another group', '__proto__', 'constructor'], role: 'reader', tenants: [] },
  ])('with the app roles $roles and the groups $groups is a(n) $role of $tenants', async ({ roles, groups, role, tenants }) => {
    expect(await verify(await directory.sign({ roles, groups }))).toEqual({
      kind: 'query',
      role,
      tenants,
      actor: { kind: 'user', id: USER.oid, name: USER.name },
    });
  });

  it('without an app role of Mailflow may do nothing', async () => {
    expect(await verify(await directory.sign({ roles: ['Another.Role'], groups: [GROUP] }))).toBeUndefined();
  });

  it('uses the API as anybody with a token does, and sees its tenants and no others', async () => {
    await readerOf(services().tables, 'contoso', 'tailspin');
    const door = { ...services(), verifyUser: userVerifier(settings()) };
    const token = await directory.sign({ roles: ['Mailflow.Reader', 'Mailflow.Tenant.contoso'] });
    expect((await callRoute(readOwnAccessRoute, door, { token })).json).toMatchObject({ name: 'Anna Ahrens', tenants: ['contoso'] });
    const look = async (tenant: string) => (await callRoute(listObservationsRoute, door, { token, params: { tenant } })).status;
    expect([await look('contoso'), await look('tailspin')]).toEqual([200, 404]);
  });
});

describe('an access token', () => {
  const GOOD = { roles: ['Mailflow.Admin', 'Mailflow.AllTenants'] };

  it.each<{ told: string; signing: () => Promise<Signing> | Signing }>([
    { told: 'of another directory', signing: () => ({ issuer: 'https://login.microsoftonline.com/another/v2.0' }) },
    { told: 'for another app', signing: () => ({ audience: 'api://another' }) },
    { told: 'that has expired', signing: () => ({ expires: '-2m' }) },
    { told: 'signed with a key that is not published', signing: async () => ({ key: (await generateKeyPair('RS256')).privateKey }) },
    { told: 'signed with a key of a name that is not published', signing: () => ({ kid: 'unknown' }) },
    { told: 'signed with a shared secret', signing: () => ({ alg: 'HS256', key: new TextEncoder().encode('x'.repeat(64)) }) },
    { told: 'signed with another algorithm', signing: async () => ({ alg: 'PS256', key: (await generateKeyPair('PS256')).privateKey }) },
  ])('$told is refused', async ({ signing }) => {
    expect(await verify(await directory.sign(GOOD, await signing()))).toBeUndefined();
  });

  it('without a signature, or with another’s content, is refused', async () => {
    const [header = '', body = '', signature = ''] = (
      await directory.sign({ roles: ['Mailflow.Reader', 'Mailflow.Tenant.contoso'] })
    ).split('.');
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const raised = encoded({ ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object), ...GOOD });
    for (const text of [`${encoded({ alg: 'none' })}.${raised}.`, `${header}.${raised}.${signature}`, 'a.b.c', '..']) {
      expect(await verify(text)).toBeUndefined();
    }
  });

  it('is known by keys that are asked for once, and again when they were rotated; the old key opens nothing then', async () => {
    const verifyUser = userVerifier(settings(), 0);
    const valid = async (text: string) => (await verifyUser(text, new Date())) !== undefined;
    const old = await directory.sign(GOOD);
    const before = directory.asked;
    expect([await valid(old), await valid(old), await valid(old)]).toEqual([true, true, true]);
    expect(directory.asked - before).toBe(1);
    await directory.rotate('second');
    const renewed = await directory.sign(GOOD, { kid: 'second' });
    expect(await valid(renewed)).toBe(true);
    expect(directory.asked - before).toBe(2);
    expect(await valid(old)).toBe(false);
    await directory.rotate('first');
  });

  it('cannot be judged while the directory does not tell its keys: that is no fault of the caller', async () => {
    const away = { ...settings(), keysUrl: new URL(`${directory.authority}/nowhere`) };
    await expect(userVerifier(away)(await directory.sign(GOOD), new Date())).rejects.toThrow(DirectoryAway);
    const door = { ...services(), verifyUser: userVerifier(away) };
    expect((await callRoute(readOwnAccessRoute, door, { token: await directory.sign(GOOD) })).status).toBe(503);
  });
});

describe('the settings of the directory', () => {
  it('are all there, or none', () => {
    expect(entraSettingsIn({})).toBeUndefined();
    expect(entraSettingsIn({ MAILFLOW_ENTRA_TENANT_ID: '', MAILFLOW_ENTRA_AUDIENCE: '' })).toBeUndefined();
    expect(() => entraSettingsIn({ MAILFLOW_ENTRA_AUDIENCE: AUDIENCE })).toThrow(/MAILFLOW_ENTRA_TENANT_ID/);
    expect(() => entraSettingsIn({ MAILFLOW_ENTRA_TENANT_ID: 'x', MAILFLOW_ENTRA_AUDIENCE: AUDIENCE })).toThrow(/both/);
  });

  it('lead to Microsoft where nothing else is said', () => {
    expect(entraSettingsIn({ MAILFLOW_ENTRA_TENANT_ID: DIRECTORY, MAILFLOW_ENTRA_AUDIENCE: `${AUDIENCE}, second` })).toEqual({
      authority: `https://login.microsoftonline.com/${DIRECTORY}`,
      issuer: `https://login.microsoftonline.com/${DIRECTORY}/v2.0`,
      audiences: [AUDIENCE, 'second'],
      keysUrl: new URL(`https://login.microsoftonline.com/${DIRECTORY}/discovery/v2.0/keys`),
      groups: {},
    });
  });
});

describe('the dashboard’s sign-in', () => {
  const SET = {
    MAILFLOW_ENTRA_TENANT_ID: DIRECTORY,
    MAILFLOW_ENTRA_AUDIENCE: `${AUDIENCE}, second`,
    MAILFLOW_ENTRA_CLIENT_ID: '22222222-2222-3333-4444-555555555555',
  };
  const pagePolicy = async (entraSignIn: EntraSignIn | undefined) => {
    const { headers } = await getDashboardPage(new HttpRequest({ method: 'GET', url: 'http://localhost/' }), { entraSignIn });
    return new Headers(headers).get('content-security-policy')?.split('; ');
  };

  it('is told to anybody: the app registration, the directory, and what to ask for', async () => {
    const { status, json } = await callRoute(readSignInRoute, { ...services(), entraSignIn: entraSignInIn(SET) });
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        entra: {
          clientId: SET.MAILFLOW_ENTRA_CLIENT_ID,
          authority: `https://login.microsoftonline.com/${DIRECTORY}`,
          scope: `${AUDIENCE}/.default`,
        },
      },
    });
  });

  it('is by query token alone where no app registration is named', async () => {
    for (const set of [{}, { ...SET, MAILFLOW_ENTRA_CLIENT_ID: '' }]) {
      expect(entraSignInIn(set)).toBeUndefined();
      expect((await callRoute(readSignInRoute, { ...services(), entraSignIn: entraSignInIn(set) })).json).toEqual({ entra: null });
    }
    expect(() => entraSignInIn({ MAILFLOW_ENTRA_CLIENT_ID: 'x' })).toThrow(/MAILFLOW_ENTRA_AUDIENCE/);
  });

  it('lets its page talk to the directory then, and else to nobody but its own API', async () => {
    expect(await pagePolicy(undefined)).toContain("connect-src 'self'");
    const policy = await pagePolicy(entraSignInIn(SET));
    expect(policy).toContain("connect-src 'self' https://login.microsoftonline.com");
    expect(policy?.filter((directive) => !directive.startsWith('connect-src'))).toEqual(
      (await pagePolicy(undefined))?.filter((directive) => !directive.startsWith('connect-src')),
    );
  });
});
