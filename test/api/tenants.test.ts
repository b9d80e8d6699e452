import { listTenantAuditRoute } from '../../lib/api/audit.js';
import { sendHeartbeatRoute } from '../../lib/api/heartbeats.js';
import { pauseNotificationsRoute, resumeNotificationsRoute } from '../../lib/api/notification-pause.js';
import { listObservationsRoute } from '../../lib/api/observations.js';
import {
  changeTenantRoute,
  createTenantRoute,
  deleteTenantRoute,
  disableTenantRoute,
  enableTenantRoute,
  listTenantsRoute,
  readTenantRoute,
} from '../../lib/api/tenants.js';
import type { Route } from '../../lib/api/route.js';
import type { Services } from '../../lib/services.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { localServices } from '../store/local-tables.js';
import { adminOf, adminOfAll, operatorOf, readerOf, shipperOf } from '../tenants/tokens.js';
import { callRoute, type Asked } from './call-route.js';

const services = localServices();

const of = (route: Route<Services>, tenant: string, asked: Asked) => callRoute(route, services(), { params: { tenant }, ...asked });
const create = (token: string, body: unknown) => callRoute(createTenantRoute, services(), { token, body });

async function listed(token: string, query: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const { json } = await callRoute(listTenantsRoute, services(), { token, query });
  return (json as { tenants: { id: string }[] }).tenants.map(({ id }) => id);
}

describe('tenants', () => {
  it('are made, read, tagged, set, and found by their tags', async () => {
    const admin = await adminOfAll(services().tables);
    expect(await create(admin, { id: 'northwind', name: 'Northwind', tags: ['tier:gold'] })).toMatchObject({
      status: 201,
      json: { id: 'northwind', name: 'Northwind', state: 'active', tags: ['tier:gold'], retentionDays: 90, silentAfterMinutes: 30 },
    });
    expect((await create(admin, { id: 'northwind', name: 'Another' })).status).toBe(409);
    expect((await of(changeTenantRoute, 'northwind', { token: admin, body: { retentionDays: 30 } })).json).toMatchObject({
      name: 'Northwind',
      tags: ['tier:gold'],
      retentionDays: 30,
    });
    expect((await of(readTenantRoute, 'northwind', { token: admin })).json).toMatchObject({ retentionDays: 30, silentAfterMinutes: 30 });
    expect(await listed(admin, { tag: 'tier:gold' })).toEqual(['northwind']);
    expect(await listed(admin, { tag: 'tier:lead' })).toEqual([]);
  });

  it('are changed only as they were seen, where that is asked', async () => {
    const admin = await adminOf(services().tables, 'contested');
    const { etag = '' } = (await of(readTenantRoute, 'contested', { token: admin })).headers;
    const change = (name: string) => of(changeTenantRoute, 'contested', { token: admin, body: { name }, headers: { 'if-match': etag } });
    expect((await change('First')).status).toBe(200);
    expect((await change('Second')).status).toBe(412);
    const stale = { token: admin, headers: { 'if-match': etag } };
    const pause = { until: new Date(services().now().getTime() + 60_000).toISOString(), reason: 'moving' };
    for (const { route, ...asked } of [
      { route: disableTenantRoute },
      { route: deleteTenantRoute, query: { confirm: 'contested' } },
      { route: pauseNotificationsRoute, body: pause },
      { route: resumeNotificationsRoute },
    ])
      expect((await of(route, 'contested', { ...stale, ...asked })).status).toBe(412);
    expect((await of(readTenantRoute, 'contested', { token: admin })).json).toMatchObject({ name: 'First' });
  });

  it('are listed to whoever may see them, page by page', async () => {
    const { tables } = services();
    await adminOf(tables, 'page-1', 'page-2', 'page-3', 'page-4');
    const token = await readerOf(tables, 'page-1', 'page-2', 'page-4');
    const first = await callRoute(listTenantsRoute, services(), { token, query: { limit: '2' } });
    expect(first.json).toMatchObject({ tenants: [{ id: 'page-1' }, { id: 'page-2' }] });
    const { nextLink } = first.json as { nextLink: string };
    const query = Object.fromEntries(new URL(nextLink, 'http://localhost').searchParams);
    expect((await callRoute(listTenantsRoute, services(), { token, query })).json).toMatchObject({
      tenants: [{ id: 'page-4' }],
      nextLink: null,
    });
  });

  it('are refused with names that are none, and settings out of bounds, in words that name the place', async () => {
    const admin = await adminOfAll(services().tables);
    for (const [body, place] of [
      [{ id: '../contoso', name: 'x' }, 'id'],
      [{ id: 'Contoso', name: 'x' }, 'id'],
      [{ id: 'сontoso', name: 'with a Cyrillic letter' }, 'id'],
      [{ id: 'a'.repeat(64), name: 'x' }, 'id'],
      [{ id: 'fine', name: '  ' }, 'name'],
      [{ id: 'fine', name: 'x', retentionDays: 0 }, 'retentionDays'],
      [{ id: 'fine', name: 'x', tags: ['with space'] }, 'tags.0'],
    ] as const) {
      expect(await create(admin, body)).toMatchObject({ status: 400, json: { detail: expect.stringContaining(`“${place}”`) as string } });
    }
    const change = { token: await adminOf(services().tables, 'strict'), body: { state: 'deleting' } };
    expect((await of(changeTenantRoute, 'strict', change)).status).toBe(400);
  });
});

describe('a tenant that is disabled', () => {
  it('ships nothing and is asked nothing, in words that say so, until it is enabled; its administrator still sees it', async () => {
    const { tables } = services();
    const [admin, reader, shipper] = [await adminOf(tables, 'paused'), await readerOf(tables, 'paused'), await shipperOf(tables, 'paused')];
    const beat = () => callRoute(sendHeartbeatRoute, services(), { token: shipper, body: heartbeatOf() });
    const look = () => of(listObservationsRoute, 'paused', { token: reader });
    expect((await of(disableTenantRoute, 'paused', { token: admin })).json).toMatchObject({
      state: 'disabled',
      since: expect.any(String) as string,
    });
    expect(await beat()).toMatchObject({ status: 403, json: { detail: expect.stringMatching(/disabled/) as string } });
    expect((await look()).status).toBe(403);
    expect((await of(readTenantRoute, 'paused', { token: reader })).json).toMatchObject({ state: 'disabled' });
    expect((await of(enableTenantRoute, 'paused', { token: admin })).json).toMatchObject({ state: 'active' });
    expect([(await beat()).status, (await look()).status]).toEqual([200, 200]);
    const audit = (await of(listTenantAuditRoute, 'paused', { token: admin })).json;
    expect(audit).toMatchObject({ entries: [{ action: 'tenant.enabled', target: 'paused' }, { action: 'tenant.disabled' }] });
  });
});

describe('a tenant that is to be deleted', () => {
  it('is named twice, ships and tells nothing more, and can’t come back', async () => {
    const { tables } = services();
    const [admin, shipper] = [await adminOf(tables, 'leaving'), await shipperOf(tables, 'leaving')];
    expect((await of(deleteTenantRoute, 'leaving', { token: admin })).status).toBe(400);
    expect((await of(deleteTenantRoute, 'leaving', { token: admin, query: { confirm: 'contoso' } })).status).toBe(400);
    expect(await of(deleteTenantRoute, 'leaving', { token: admin, query: { confirm: 'leaving' } })).toMatchObject({
      status: 202,
      json: { state: 'deleting' },
    });
    expect(await callRoute(sendHeartbeatRoute, services(), { token: shipper, body: heartbeatOf() })).toMatchObject({
      status: 403,
      json: { detail: expect.stringMatching(/being deleted/) as string },
    });
    expect((await of(enableTenantRoute, 'leaving', { token: admin })).status).toBe(403);
    expect((await create(await adminOfAll(tables), { id: 'leaving', name: 'Again' })).status).toBe(409);
  });
});

it('an operator changes no tenant, and nobody makes one beyond his own', async () => {
  const { tables } = services();
  const [operator, admin] = [await operatorOf(tables, 'contoso'), await adminOf(tables, 'contoso')];
  expect((await of(changeTenantRoute, 'contoso', { token: operator, body: { name: 'x' } })).status).toBe(403);
  expect((await of(deleteTenantRoute, 'contoso', { token: operator, query: { confirm: 'contoso' } })).status).toBe(403);
  expect((await create(admin, { id: 'tailspin', name: 'x' })).status).toBe(403);
});
