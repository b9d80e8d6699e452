import { HttpRequest } from '@azure/functions';
import { authenticateOperator, authenticateReader } from '../../lib/api/authenticate.js';
import { issueToken } from '../../lib/tenants/token.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();

function request(token: string): HttpRequest {
  return new HttpRequest({ method: 'POST', url: 'http://localhost/', headers: { authorization: `Bearer ${token}` } });
}

describe('whoever wants to change something', () => {
  it('needs a query token of an operator', async () => {
    const { tables } = services();
    const operator = await issueToken(tables, { kind: 'query', tenants: ['contoso'], role: 'operator' });
    const reader = await issueToken(tables, { kind: 'query', tenants: ['contoso'], role: 'reader' });
    expect(await authenticateOperator(request(operator), 'contoso', services())).toMatchObject({ role: 'operator' });
    await expect(authenticateOperator(request(reader), 'contoso', services())).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is answered as if there were no such tenant, when it is another’s, whatever the role', async () => {
    const { tables } = services();
    for (const role of ['reader', 'operator'] as const) {
      const token = await issueToken(tables, { kind: 'query', tenants: ['contoso'], role });
      await expect(authenticateOperator(request(token), 'fabrikam', services())).rejects.toMatchObject({ code: 'not-found' });
    }
  });

  it('may only read with a token from before there were roles', async () => {
    const { tables } = services();
    const token = await issueToken(tables, { kind: 'query', tenants: ['contoso'] });
    const [, id = ''] = token.split('_');
    await tables.Tokens.updateEntity({ ...(await withoutRole(id)), partitionKey: id, rowKey: 'token' }, 'Replace');
    expect(await authenticateReader(request(token), 'contoso', services())).toMatchObject({ role: 'reader' });
    await expect(authenticateOperator(request(token), 'contoso', services())).rejects.toMatchObject({ code: 'forbidden' });
  });
});

async function withoutRole(id: string): Promise<object> {
  const { role, etag, timestamp, ...row } = await services().tables.Tokens.getEntity<{ role?: string }>(id, 'token');
  expect(role).toBe('reader');
  return row;
}
