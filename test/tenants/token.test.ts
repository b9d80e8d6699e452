import { issueToken, verifyToken } from '../../lib/tenants/token.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const NOW = new Date('2026-01-01T12:00:00Z');

describe('tokens', () => {
  it('a shipper’s token belongs to one server of one tenant', async () => {
    const token = await issueToken(services().tables, { kind: 'shipper', tenant: 'contoso', server: 'EX01' });
    expect(token).toMatch(/^mfs_[0-9a-f]{16}_[\w-]{43}$/);
    expect(await verifyToken(services().tables, token, NOW)).toMatchObject({ kind: 'shipper', tenant: 'contoso', server: 'EX01' });
  });

  it('a query token names the tenants that its bearer may see', async () => {
    const token = await issueToken(services().tables, { kind: 'query', tenants: ['contoso', 'fabrikam'] });
    expect(await verifyToken(services().tables, token, NOW)).toMatchObject({ kind: 'query', tenants: ['contoso', 'fabrikam'] });
  });

  it('the tables hold its hash and never the secret', async () => {
    const token = await issueToken(services().tables, { kind: 'query', tenants: ['contoso'] });
    const secret = token.split('_').slice(2).join('_');
    for await (const row of services().tables.Tokens.listEntities()) expect(JSON.stringify(row)).not.toContain(secret);
  });

  it.each([
    { told: 'a changed secret', spoil: (token: string) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}` },
    { told: 'another kind’s prefix', spoil: (token: string) => token.replace('mfq_', 'mfs_') },
    { told: 'an unknown id', spoil: (token: string) => token.replace(/_[0-9a-f]{16}_/, '_0123456789abcdef_') },
    { told: 'half a token', spoil: (token: string) => token.slice(0, 30) },
    { told: 'a token with a key of the tables in it', spoil: () => "mfq_' or PartitionKey ne '_x" },
    { told: 'nothing', spoil: () => '' },
  ])('$told opens nothing', async ({ spoil }) => {
    const token = await issueToken(services().tables, { kind: 'query', tenants: ['contoso'] });
    expect(await verifyToken(services().tables, spoil(token), NOW)).toBeUndefined();
  });

  it.each([
    { told: 'a second before its end', at: '2026-01-01T11:59:59Z', valid: true },
    { told: 'at its end', at: '2026-01-01T12:00:00Z', valid: false },
    { told: 'after it', at: '2026-01-01T12:00:01Z', valid: false },
  ])('expires: $told it is valid: $valid', async ({ at, valid }) => {
    const token = await issueToken(services().tables, { kind: 'query', tenants: ['contoso'], expiresAt: NOW });
    expect((await verifyToken(services().tables, token, new Date(at))) !== undefined).toBe(valid);
  });
});
