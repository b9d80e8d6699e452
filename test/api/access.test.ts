import { ADMIN, OPERATOR, PUBLIC, READER, SHIPPER, type Access } from '../../lib/api/access.js';
import { changeTenant } from '../../lib/store/tenant-table.js';
import { QUERY_ROLES } from '../../lib/store/token-table.js';
import { makeAdminToken, adminTokenIn } from '../../lib/tenants/admin-token.js';
import { localServices } from '../store/local-tables.js';
import { operatorOf, queryToken, readerOf, shipperOf } from '../tenants/tokens.js';
import { callRoute, type Answered } from './call-route.js';
import { thingsRoute } from './things-route.js';

const services = localServices();

/** How a token is answered where this right is needed. */
function ask(access: Access<unknown>, token: string | undefined, tenant = 'contoso'): Promise<Answered> {
  const route = thingsRoute('/api/v1/tenants/{tenant}/things', access);
  return callRoute(route, services(), { ...(token !== undefined && { token }), params: { tenant } });
}

const status = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;

describe('who may call a route', () => {
  const rights = { public: PUBLIC, shipper: SHIPPER, reader: READER, operator: OPERATOR, admin: ADMIN };
  it.each([
    { caller: 'nobody', allowed: ['public'], otherwise: 401 },
    { caller: 'shipper', allowed: ['public', 'shipper'], otherwise: 403 },
    { caller: 'reader', allowed: ['public', 'reader'], otherwise: 403 },
    { caller: 'operator', allowed: ['public', 'reader', 'operator'], otherwise: 403 },
    { caller: 'admin', allowed: ['public', 'reader', 'operator', 'admin'], otherwise: 403 },
  ])('$caller may call what is for: $allowed', async ({ caller, allowed, otherwise }) => {
    const { tables } = services();
    const role = QUERY_ROLES.find((name) => name === caller);
    const asked = role === undefined ? await shipperOf(tables, 'contoso') : await queryToken(tables, role, ['contoso']);
    const token = caller === 'nobody' ? undefined : asked;
    for (const [who, access] of Object.entries(rights)) {
      expect({ who, status: await status(access, token) }).toEqual({ who, status: allowed.includes(who) ? 200 : otherwise });
    }
  });

  it('is answered as if there were no such tenant, when it is another’s, whatever the role', async () => {
    const { tables } = services();
    await readerOf(tables, 'fabrikam');
    for (const role of QUERY_ROLES) {
      const token = await queryToken(tables, role, ['contoso']);
      for (const access of [READER, OPERATOR, ADMIN]) {
        const [others, nobodys] = [await ask(access, token, 'fabrikam'), await ask(access, token, 'nobody')];
        expect(others.status).toBe(404);
        expect(JSON.stringify(nobodys.json).replace('nobody', 'fabrikam')).toBe(JSON.stringify(others.json));
      }
    }
  });

  it('may see all tenants with a token for all, and none that does not exist', async () => {
    const { tables } = services();
    await readerOf(tables, 'fabrikam');
    const token = await queryToken(tables, 'reader', '*');
    expect(await status(READER, token, 'fabrikam')).toBe(200);
    expect(await status(READER, token, 'nobody')).toBe(404);
    expect(await status(READER, token, '../fabrikam')).toBe(404);
    expect(await status(OPERATOR, token, 'fabrikam')).toBe(403);
  });

  it('is told that a tenant is disabled, with its own token only', async () => {
    const { tables } = services();
    const [own, shipper, other] = [await operatorOf(tables, 'closed'), await shipperOf(tables, 'closed'), await operatorOf(tables, 'open')];
    await changeTenant(tables, 'closed', { state: 'disabled' });
    expect(await ask(OPERATOR, own, 'closed')).toMatchObject({ status: 403, json: { type: 'urn:mailflow:problem:tenant-disabled' } });
    expect(await ask(SHIPPER, shipper)).toMatchObject({ status: 403, json: { type: 'urn:mailflow:problem:tenant-disabled' } });
    expect(await status(OPERATOR, other, 'closed')).toBe(404);
  });
});

describe('the administrator’s token of the settings', () => {
  it('opens everything, and nothing when the setting is another', async () => {
    const [mine, another] = [makeAdminToken(), makeAdminToken()];
    await readerOf(services().tables, 'contoso');
    const route = thingsRoute('/api/v1/tenants/{tenant}/things', ADMIN);
    const with_ = async (setting: string | undefined, token: string) =>
      (await callRoute(route, { ...services(), adminToken: adminTokenIn(setting) }, { token, params: { tenant: 'contoso' } })).status;
    expect(await with_(mine.setting, mine.text)).toBe(200);
    expect(await with_(mine.setting, `${mine.text.slice(0, -1)}${mine.text.endsWith('A') ? 'B' : 'A'}`)).toBe(401);
    expect(await with_(another.setting, mine.text)).toBe(401);
    expect(await with_(undefined, mine.text)).toBe(401);
  });

  it('is refused at the start when the setting is no such thing, in words that name it', () => {
    expect(() => adminTokenIn('mfq_secret')).toThrow(/MAILFLOW_ADMIN_TOKEN_HASH/);
    expect(adminTokenIn('')).toBeUndefined();
  });
});
