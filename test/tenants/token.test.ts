import { deleteToken, pageOfTokens } from '../../lib/store/token-table.js';
import { issueToken, noteTokenUse, verifyToken } from '../../lib/tenants/token.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const NOW = new Date('2026-01-01T12:00:00Z');

describe('tokens', () => {
  it('a shipper’s token belongs to one server of one tenant', async () => {
    const token = await issueToken(services().tables, { kind: 'shipper', tenant: 'contoso', server: 'EX01' });
    expect(token).toMatch(/^mfs_contoso_[0-9a-f]{20}_[\w-]{43}$/);
    expect(await verifyToken(services().tables, token, NOW)).toMatchObject({
      grant: { kind: 'shipper', tenant: 'contoso', server: 'EX01' },
    });
  });

  it('a query token names the tenants that its bearer may see', async () => {
    const token = await issueToken(services().tables, { kind: 'query', role: 'reader', tenants: ['contoso', 'fabrikam'] });
    expect(await verifyToken(services().tables, token, NOW)).toMatchObject({
      grant: { kind: 'query', role: 'reader', tenants: ['contoso', 'fabrikam'] },
    });
  });

  it('the tables hold its hash and never the secret', async () => {
    const token = await issueToken(services().tables, { kind: 'query', role: 'reader', tenants: ['contoso'] });
    const secret = token.split('_').slice(2).join('_');
    for await (const row of services().tables.Tokens.listEntities()) expect(JSON.stringify(row)).not.toContain(secret);
  });

  it.each([
    { told: 'a changed secret', spoil: (token: string) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}` },
    { told: 'another kind’s prefix', spoil: (token: string) => token.replace('mfq_', 'mfs_contoso_') },
    { told: 'an unknown id', spoil: (token: string) => token.replace(/_[0-9a-f]{20}_/, '_0123456789abcdef0123_') },
    { told: 'half a token', spoil: (token: string) => token.slice(0, 30) },
    { told: 'a token with a key of the tables in it', spoil: () => "mfq_' or PartitionKey ne '_x" },
    { told: 'nothing', spoil: () => '' },
  ])('$told opens nothing', async ({ spoil }) => {
    const token = await issueToken(services().tables, { kind: 'query', role: 'reader', tenants: ['contoso'] });
    expect(await verifyToken(services().tables, spoil(token), NOW)).toBeUndefined();
  });

  it.each([
    { told: 'a second before its end', at: '2026-01-01T11:59:59Z', valid: true },
    { told: 'at its end', at: '2026-01-01T12:00:00Z', valid: false },
    { told: 'after it', at: '2026-01-01T12:00:01Z', valid: false },
  ])('expires: $told it is valid: $valid', async ({ at, valid }) => {
    const token = await issueToken(services().tables, { kind: 'query', role: 'reader', tenants: ['contoso'], expiresAt: NOW });
    expect((await verifyToken(services().tables, token, new Date(at))) !== undefined).toBe(valid);
  });
});

describe('when a token was used last', () => {
  it('is noted at its first use, and then every quarter of an hour at most', async () => {
    const { tables } = services();
    const text = await issueToken(tables, { kind: 'query', role: 'reader', tenants: ['contoso'] });
    const usedAt = async (at: string) => {
      const now = new Date(at);
      const token = await verifyToken(tables, text, now);
      if (token !== undefined) await noteTokenUse(tables, token, now);
      return (await verifyToken(tables, text, now))?.lastUsedAt;
    };
    expect(await usedAt('2026-01-01T12:00:00.000Z')).toBe('2026-01-01T12:00:00.000Z');
    expect(await usedAt('2026-01-01T12:14:59.000Z')).toBe('2026-01-01T12:00:00.000Z');
    expect(await usedAt('2026-01-01T12:15:00.000Z')).toBe('2026-01-01T12:15:00.000Z');
  });

  it('is not noted of a token that was revoked meanwhile: nothing brings it back', async () => {
    const { tables } = services();
    const text = await issueToken(tables, { kind: 'query', role: 'reader', tenants: ['contoso'] });
    const token = await verifyToken(tables, text, NOW);
    if (token === undefined) throw new Error('It is valid.');
    await deleteToken(tables, token);
    await noteTokenUse(tables, token, NOW);
    expect(await verifyToken(tables, text, NOW)).toBeUndefined();
  });
});

it('lists the newest token first', async () => {
  const { tables } = services();
  for (const day of ['02', '04', '03']) {
    const now = new Date(`2026-01-${day}T00:00:00Z`);
    await issueToken(tables, { kind: 'shipper', tenant: 'sorted', server: day }, { now });
  }
  const { items } = await pageOfTokens(tables, { tenant: 'sorted', limit: 10 });
  expect(items.map(({ grant }) => 'server' in grant && grant.server)).toEqual(['04', '03', '02']);
});
