import { z } from 'zod';
import { ADMIN, OPERATOR, PUBLIC, READER, SHIPPER, type Access } from '../../lib/api/access.js';
import { declareRoute } from '../../lib/api/route.js';
import { QUERY_ROLES, type TokenGrant } from '../../lib/store/token-table.js';
import { issueToken } from '../../lib/tenants/token.js';
import { localServices } from '../store/local-tables.js';
import { callRoute } from './call-route.js';

const services = localServices();

/** The status with which a token is answered where this right is needed. */
async function status(access: Access<unknown>, token: string | undefined, tenant?: string): Promise<number> {
  const route = declareRoute({
    method: 'GET',
    path: '/api/v1/tenants/{tenant}/things',
    operationId: 'things',
    tag: 'things',
    summary: 'Things',
    access,
    answer: z.object({}),
    handle: () => Promise.resolve({ json: {} }),
  });
  const answered = await callRoute(route, services(), {
    ...(token !== undefined && { token }),
    params: tenant === undefined ? {} : { tenant },
  });
  return answered.status;
}

const issue = (grant: TokenGrant) => issueToken(services().tables, grant);

describe('who may call a route', () => {
  const rights = { public: PUBLIC, shipper: SHIPPER, reader: READER, operator: OPERATOR, admin: ADMIN };
  it.each([
    { caller: 'nobody', allowed: ['public'], otherwise: 401 },
    { caller: 'shipper', allowed: ['public', 'shipper'], otherwise: 403 },
    { caller: 'reader', allowed: ['public', 'reader'], otherwise: 403 },
    { caller: 'operator', allowed: ['public', 'reader', 'operator'], otherwise: 403 },
    { caller: 'admin', allowed: ['public', 'reader', 'operator', 'admin'], otherwise: 403 },
  ])('$caller may call what is for: $allowed', async ({ caller, allowed, otherwise }) => {
    const role = QUERY_ROLES.find((name) => name === caller);
    const token =
      caller === 'nobody'
        ? undefined
        : await issue(
            role === undefined ? { kind: 'shipper', tenant: 'contoso', server: 'EX01' } : { kind: 'query', tenants: ['contoso'], role },
          );
    for (const [who, access] of Object.entries(rights)) {
      expect({ who, status: await status(access, token) }).toEqual({ who, status: allowed.includes(who) ? 200 : otherwise });
    }
  });

  it('is answered as if there were no such tenant, when it is another’s, whatever the role', async () => {
    for (const role of QUERY_ROLES) {
      const token = await issue({ kind: 'query', tenants: ['contoso'], role });
      for (const access of [READER, OPERATOR, ADMIN]) expect(await status(access, token, 'fabrikam')).toBe(404);
    }
  });

  it('may see all tenants with a token for all', async () => {
    const token = await issue({ kind: 'query', tenants: '*' });
    expect(await status(READER, token, 'fabrikam')).toBe(200);
    expect(await status(OPERATOR, token, 'fabrikam')).toBe(403);
  });

  it('may only read with a token from before there were roles', async () => {
    const token = await issue({ kind: 'query', tenants: ['contoso'] });
    const [, id = ''] = token.split('_');
    const { role, etag, timestamp, ...row } = await services().tables.Tokens.getEntity<{ role?: string }>(id, 'token');
    expect(role).toBe('reader');
    await services().tables.Tokens.updateEntity({ ...row, partitionKey: id, rowKey: 'token' }, 'Replace');
    expect(await status(READER, token, 'contoso')).toBe(200);
    expect(await status(OPERATOR, token, 'contoso')).toBe(403);
  });
});
