import { listAuditRoute, listTenantAuditRoute } from '../../lib/api/audit.js';
import { sendHeartbeatRoute } from '../../lib/api/heartbeats.js';
import { rotateTokenRoute } from '../../lib/api/rotate-token.js';
import { createTokenRoute, listShipperTokensRoute, listTokensRoute, readOwnAccessRoute, revokeTokenRoute } from '../../lib/api/tokens.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { localServices } from '../store/local-tables.js';
import { adminOf, adminOfAll, operatorOf, readerOf, shipperOf } from '../tenants/tokens.js';
import { callRoute, type Answered } from './call-route.js';

const services = localServices();

interface Made {
  readonly id: string;
  readonly token: string;
}

const create = (token: string, body: unknown) => callRoute(createTokenRoute, services(), { token, body });
const revoke = (token: string, id: string) => callRoute(revokeTokenRoute, services(), { token, params: { token: id } });
const own = (token: string) => callRoute(readOwnAccessRoute, services(), { token });
const made = ({ json }: Answered) => json as Made;

function ids({ json }: Answered): readonly string[] {
  return (json as { tokens: Made[] }).tokens.map(({ id }) => id);
}

describe('an administrator', () => {
  it('makes a token, whose secret is told this once and never again', async () => {
    const admin = await adminOf(services().tables, 'contoso');
    const answered = await create(admin, { role: 'operator', name: 'PSA', tenants: ['contoso'], expiresInDays: 30 });
    expect(answered).toMatchObject({ status: 201, json: { role: 'operator', name: 'PSA', tenants: ['contoso'], lastUsedAt: null } });
    const { id, token } = made(answered);
    expect(token.startsWith(`${id}_`)).toBe(true);
    expect((await own(token)).json).toMatchObject({ id, name: 'PSA', role: 'operator', tenants: ['contoso'] });
    const listed = await callRoute(listTokensRoute, services(), { token: admin });
    expect(ids(listed)).toContain(id);
    expect(JSON.stringify(listed.json)).not.toContain(token.slice(id.length + 1));
  });

  it('ends a token at once', async () => {
    const admin = await adminOf(services().tables, 'contoso');
    const { id, token } = made(await create(admin, { role: 'reader', name: 'wall', tenants: ['contoso'] }));
    expect((await own(token)).status).toBe(200);
    expect((await revoke(admin, id)).status).toBe(200);
    expect((await own(token)).status).toBe(401);
    expect((await revoke(admin, id)).status).toBe(404);
  });

  it('makes a shipper’s token, sees when it was used, and ends it', async () => {
    const { tables } = services();
    const admin = await adminOf(tables, 'shipping');
    const answered = await create(admin, { role: 'shipper', tenant: 'shipping', server: 'EX07' });
    expect(answered.json).toMatchObject({ role: 'shipper', tenants: ['shipping'], server: 'EX07', expiresAt: null });
    const { id, token } = made(answered);
    expect((await callRoute(sendHeartbeatRoute, services(), { token, body: heartbeatOf() })).status).toBe(200);
    const listed = await callRoute(listShipperTokensRoute, services(), { token: admin, params: { tenant: 'shipping' } });
    expect(listed.json).toMatchObject({ tokens: [{ id, lastUsedAt: expect.any(String) as string }] });
    await revoke(admin, id);
    expect((await callRoute(sendHeartbeatRoute, services(), { token, body: heartbeatOf() })).status).toBe(401);
  });

  it('of some tenants gives nothing beyond them, and neither sees nor ends what is', async () => {
    const { tables } = services();
    const [admin, all] = [await adminOf(tables, 'mine', 'own'), await adminOfAll(tables)];
    await readerOf(tables, 'foreign');
    const foreign = made(await create(all, { role: 'reader', name: 'r', tenants: ['mine', 'foreign'] }));
    const everything = made(await create(all, { role: 'reader', name: 'r', tenants: '*' }));
    const shipper = made(await create(all, { role: 'shipper', tenant: 'foreign', server: 'EX01' }));
    const mine = made(await create(admin, { role: 'admin', name: 'r', tenants: ['own'] }));
    expect((await create(admin, { role: 'reader', name: 'r', tenants: '*' })).status).toBe(403);
    const [others, nobodys] = [
      await create(admin, { role: 'reader', name: 'r', tenants: ['foreign'] }),
      await create(admin, { role: 'reader', name: 'r', tenants: ['nothing'] }),
    ];
    expect(others.status).toBe(400);
    expect(JSON.stringify(others.json).replace('foreign', 'nothing')).toBe(JSON.stringify(nobodys.json));
    expect((await create(admin, { role: 'shipper', tenant: 'foreign', server: 'EX01' })).status).toBe(400);
    const seen = ids(await callRoute(listTokensRoute, services(), { token: admin }));
    expect(seen).toContain(mine.id);
    for (const { id, token } of [foreign, everything, shipper]) {
      expect(seen).not.toContain(id);
      expect((await revoke(admin, id)).status).toBe(404);
      expect((await own(token)).status).not.toBe(401);
    }
  });

  it.each([
    { told: 'a role that there is not', body: { role: 'owner', name: 'r', tenants: '*' }, place: 'role' },
    { told: 'a token without a name', body: { role: 'reader', tenants: '*' }, place: 'name' },
    { told: 'a token for no tenant', body: { role: 'reader', name: 'r', tenants: [] }, place: 'tenants' },
    { told: 'a token for ever', body: { role: 'reader', name: 'r', tenants: '*', expiresInDays: 10_000 }, place: 'expiresInDays' },
    { told: 'a path for a server', body: { role: 'shipper', tenant: 'contoso', server: '../EX01' }, place: 'server' },
  ])('is refused $told, in words that name the place', async ({ body, place }) => {
    expect(await create(await adminOfAll(services().tables), body)).toMatchObject({
      status: 400,
      json: { detail: expect.stringContaining(place) as string },
    });
  });

  it('pages through tokens, the newest first', async () => {
    const { tables } = services();
    const admin = await adminOf(tables, 'paged');
    const newest: string[] = [];
    for (const server of ['EX01', 'EX02', 'EX03'])
      newest.unshift(made(await create(admin, { role: 'shipper', tenant: 'paged', server })).id);
    const params = { tenant: 'paged' };
    const first = await callRoute(listShipperTokensRoute, services(), { token: admin, params, query: { limit: '2' } });
    const { nextLink } = first.json as { nextLink: string };
    const query = Object.fromEntries(new URL(nextLink, 'http://localhost').searchParams);
    const second = await callRoute(listShipperTokensRoute, services(), { token: admin, params, query });
    expect([...ids(first), ...ids(second)]).toEqual(newest);
    expect(second.json).toMatchObject({ nextLink: null });
  });
});

describe('nobody but an administrator', () => {
  it('makes, lists or ends tokens', async () => {
    const { tables } = services();
    for (const token of [await readerOf(tables, 'contoso'), await operatorOf(tables, 'contoso'), await shipperOf(tables, 'contoso')]) {
      expect((await create(token, { role: 'reader', name: 'r', tenants: ['contoso'] })).status).toBe(403);
      expect((await callRoute(listTokensRoute, services(), { token })).status).toBe(403);
      expect((await revoke(token, token.split('_').slice(0, -1).join('_'))).status).toBe(403);
    }
  });
});

describe('a shipper', () => {
  it('takes a new token with its own', async () => {
    const { tables } = services();
    const old = await shipperOf(tables, 'rotating');
    const answered = await callRoute(rotateTokenRoute, services(), { token: old });
    expect(answered).toMatchObject({ status: 201, json: { oldTokenExpiresAt: expect.any(String) as string } });
    const { token } = made(answered);
    expect((await callRoute(sendHeartbeatRoute, services(), { token, body: heartbeatOf() })).status).toBe(200);
    expect((await callRoute(rotateTokenRoute, services(), { token: old })).status).toBe(403);
    expect((await callRoute(rotateTokenRoute, services(), { token: await readerOf(tables, 'rotating') })).status).toBe(403);
  });
});

describe('the audit log', () => {
  it('tells what was done to tokens, by whom and under which request, and never a secret', async () => {
    const { tables } = services();
    const admin = await adminOfAll(tables);
    await readerOf(tables, 'audited');
    const body = { role: 'shipper', tenant: 'audited', server: 'EX01' };
    const { id, token } = made(
      await callRoute(createTokenRoute, services(), { token: admin, body, headers: { 'x-request-id': 'ticket-4711' } }),
    );
    await revoke(admin, id);
    const tenants = await callRoute(listTenantAuditRoute, services(), { token: admin, params: { tenant: 'audited' } });
    expect(tenants.json).toMatchObject({
      entries: [
        { action: 'token.revoked', tenant: 'audited', target: id },
        {
          action: 'token.created',
          target: id,
          requestId: 'ticket-4711',
          by: { kind: 'token', id: admin.split('_').slice(0, 2).join('_') },
          detail: { role: 'shipper' },
        },
      ],
      nextLink: null,
    });
    const all = await callRoute(listAuditRoute, services(), { token: admin, query: { limit: '2' } });
    expect(all.json).toMatchObject({ entries: [{ action: 'token.revoked' }, { action: 'token.created', target: id, detail: {} }] });
    expect(JSON.stringify([tenants.json, all.json])).not.toContain(token.slice(id.length + 1));
  });

  it('tells nothing of what was refused', async () => {
    const { tables } = services();
    await create(await operatorOf(tables, 'unchanged'), { role: 'reader', name: 'r', tenants: ['unchanged'] });
    const admin = await adminOf(tables, 'unchanged');
    expect((await callRoute(listTenantAuditRoute, services(), { token: admin, params: { tenant: 'unchanged' } })).json).toMatchObject({
      entries: [],
    });
  });

  it('of all is for an administrator of all', async () => {
    expect((await callRoute(listAuditRoute, services(), { token: await adminOf(services().tables, 'contoso') })).status).toBe(403);
  });
});
