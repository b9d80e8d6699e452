import { listTenantAuditRoute } from '../../lib/api/audit.js';
import { listFleetObservationsRoute } from '../../lib/api/fleet-observations.js';
import { listFleetTenantsRoute } from '../../lib/api/fleet-tenants.js';
import { changeObservationRoute, readObservationRoute } from '../../lib/api/observations.js';
import { observationId } from '../../lib/diagnosis/observation.js';
import { reconcileObservations } from '../../lib/store/observation-table.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import type { QueryGrant } from '../../lib/store/token-table.js';
import { tellObservedChanges } from '../../lib/upkeep/tell-observed.js';
import { localServices } from '../store/local-tables.js';
import { queryToken } from '../tenants/tokens.js';
import { SILENT } from '../watch/silent-server.js';
import { callRoute, type Answered } from './call-route.js';

const services = localServices();
const NOON = new Date('2026-01-01T12:00:00Z');
const EVENING = new Date('2026-01-01T18:00:01Z');
const MUTED = { state: 'muted', by: 'anna', note: 'switched off each night', until: '2026-01-01T18:00:00Z' };

const observation = observationId(SILENT);

/** A server of a tenant falls silent, or is heard again. */
async function isSilent(tenant: string, silent = true): Promise<void> {
  const { tables } = services();
  await saveTenant(tables, { id: tenant, name: tenant });
  await reconcileObservations(tables, tenant, ['server-silent'], () => (silent ? [SILENT] : []), NOON);
  await tellObservedChanges(tables, tenant, () => undefined);
}

const at = (now: Date) => ({ ...services(), now: () => now });
const tokenOf = (tenant: string, role: QueryGrant['role']) => queryToken(services().tables, role, [tenant]);

async function change(tenant: string, body: object, etag?: string, role: QueryGrant['role'] = 'operator'): Promise<Answered> {
  return callRoute(changeObservationRoute, at(NOON), {
    token: await tokenOf(tenant, role),
    params: { tenant, observation },
    body,
    ...(etag !== undefined && { headers: { 'if-match': etag } }),
  });
}

async function read(tenant: string, now = NOON): Promise<Answered> {
  return callRoute(readObservationRoute, at(now), { token: await tokenOf(tenant, 'reader'), params: { tenant, observation } });
}

const stateIn = ({ json }: Answered) => (json as { state: string }).state;

/** What the fleet shows of a tenant's silent server: on the wall, and among what is foreseen. */
async function shown(tenant: string, now = NOON) {
  const token = await tokenOf(tenant, 'reader');
  const wall = (await callRoute(listFleetTenantsRoute, at(now), { token })).json as { tenants: { silentServers: string[] }[] };
  const foreseen = (await callRoute(listFleetObservationsRoute, at(now), { token })).json as { observations: { state: string }[] };
  return { silent: wall.tenants.flatMap(({ silentServers }) => silentServers), foreseen: foreseen.observations.map(({ state }) => state) };
}

describe('an operator', () => {
  it('acknowledges what a watch sees, and takes it back', async () => {
    await isSilent('acknowledging');
    expect(stateIn(await change('acknowledging', { state: 'acknowledged', by: 'anna', note: 'on it' }))).toBe('acknowledged');
    expect(await read('acknowledging')).toMatchObject({
      json: { handling: { kind: 'acknowledged', by: 'anna', note: 'on it', at: NOON.toISOString() } },
    });
    expect(stateIn(await change('acknowledging', { state: 'open' }))).toBe('open');
  });

  it('mutes it until a moment, and the wall does not count it until then', async () => {
    await isSilent('muting');
    expect(await shown('muting')).toEqual({ silent: ['EX01'], foreseen: ['open'] });
    expect(stateIn(await change('muting', MUTED))).toBe('muted');
    expect(await shown('muting')).toEqual({ silent: [], foreseen: ['muted'] });
    expect(stateIn(await read('muting', EVENING))).toBe('open');
    expect(await shown('muting', EVENING)).toEqual({ silent: ['EX01'], foreseen: ['open'] });
  });

  it('mutes it in the morning, when it has ended, for the night to come', async () => {
    await isSilent('nightly');
    await isSilent('nightly', false);
    expect(stateIn(await change('nightly', MUTED))).toBe('ended');
    await isSilent('nightly');
    expect(stateIn(await read('nightly'))).toBe('muted');
  });

  it('is told when it has changed since it was read', async () => {
    await isSilent('contested');
    const { etag } = (await read('contested')).headers;
    await change('contested', MUTED, etag);
    expect((await change('contested', { state: 'open' }, etag)).status).toBe(412);
  });

  it('is in the tenant’s audit log with what was done', async () => {
    await isSilent('audited');
    await change('audited', MUTED);
    const { json } = await callRoute(listTenantAuditRoute, at(NOON), {
      token: await tokenOf('audited', 'admin'),
      params: { tenant: 'audited' },
    });
    expect(json).toMatchObject({
      entries: [{ action: 'observation.changed', target: observation, detail: { state: 'muted', by: 'anna' } }],
    });
  });

  it.each([
    { told: 'muting for years', body: { ...MUTED, until: '2030-01-01T00:00:00Z' }, word: 'until' },
    { told: 'a state that only the watch can give', body: { state: 'ended', by: 'anna' }, word: 'state' },
    { told: 'to call it resolved, which the watch sees by itself', body: { state: 'resolved', by: 'anna' }, word: 'state' },
  ])('is refused $told, in words that name the place', async ({ body, word }) => {
    await isSilent('refused');
    expect(await change('refused', body)).toMatchObject({ status: 400, json: { detail: expect.stringContaining(word) as string } });
  });
});

it('who may only read can’t change it, and what nobody sees is not found', async () => {
  await isSilent('reading');
  expect((await change('reading', { state: 'open' }, undefined, 'reader')).status).toBe(403);
  await saveTenant(services().tables, { id: 'unseen', name: 'Unseen' });
  expect([(await change('unseen', { state: 'open' })).status, (await read('unseen')).status]).toEqual([404, 404]);
});
