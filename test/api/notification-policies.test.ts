import { createChannelRoute } from '../../lib/api/channels.js';
import { pauseNotificationsRoute, resumeNotificationsRoute } from '../../lib/api/notification-pause.js';
import { listPoliciesRoute, readPolicyRoute, savePolicyRoute } from '../../lib/api/policies.js';
import { tryPolicyRoute } from '../../lib/api/try-policy.js';
import { noteChanges } from '../../lib/store/change-table.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import { changeAt } from '../notify/changes.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { adminOf, adminOfAll, operatorOf, readerOf } from '../tenants/tokens.js';
import { callRoute } from './call-route.js';

const NOW = new Date('2026-03-09T08:00:00Z');
const DAY = 86_400_000;

function world() {
  return { tables: memoryTables(), now: () => NOW };
}

async function channelOf(services: ReturnType<typeof world>, token: string, tenant: string | null, format = 'teams'): Promise<string> {
  const body = { name: 'On call', format, url: 'https://chat.example/hook', tenant };
  return ((await callRoute(createChannelRoute, services, { token, body })).json as { id: string }).id;
}

/** So many days ago. */
const ago = (days: number) => new Date(NOW.getTime() - days * DAY);

interface Tried {
  readonly changes: number;
  readonly notifications: number;
  readonly channels: readonly object[];
  readonly newest: readonly { readonly action: string; readonly tenants: readonly string[]; readonly changes: number }[];
}

describe('a policy that is tried out', () => {
  it('says what it would have told in the last days: gathered, as it would have been; and sends nothing', async () => {
    const services = world();
    const token = await adminOfAll(services.tables);
    for (const id of ['contoso', 'fabrikam', 'tailspin']) await saveTenant(services.tables, { id, name: id });
    const [cards, events] = [await channelOf(services, token, null), await channelOf(services, token, null, 'generic')];
    const minutes = (count: number) => new Date(ago(2).getTime() + count * 60_000);
    await noteChanges(services.tables, [
      changeAt(ago(8), 'contoso', 'opened', { subjectId: 'long-ago', incident: 'contoso.long-ago' }),
      changeAt(minutes(0), 'contoso', 'opened'),
      changeAt(minutes(1), 'fabrikam', 'opened'),
      changeAt(minutes(2), 'tailspin', 'opened'),
      changeAt(minutes(3), 'tailspin', 'opened', {
        subjectId: 'other',
        incident: 'tailspin.other',
        rule: 'server-silent',
        severity: 'info',
      }),
      changeAt(minutes(60), 'contoso', 'recovered'),
      changeAt(minutes(61), 'fabrikam', 'recovered'),
      changeAt(minutes(62), 'tailspin', 'recovered'),
    ]);
    const policy = { name: 'Certificates', tenants: '*', rules: ['certificate-*'], channels: [cards] };
    const trial = async (body: object) => (await callRoute(tryPolicyRoute, services, { token, body })).json as Tried;
    const tried = await trial({ policy });
    expect(tried).toMatchObject({ changes: 7, isCut: false, channels: [{ channel: cards, notifications: tried.notifications }] });
    expect(tried.newest.map(({ action, changes }) => `${action} ${changes}`)).toEqual(['resolve 2', 'update 1', 'update 2', 'open 1']);
    expect(await trial({ policy: { ...policy, channels: [events] } })).toMatchObject({ notifications: 6 });
    expect(await trial({ policy: { ...policy, channels: [events], changes: ['recovered'] } })).toMatchObject({ notifications: 3 });
    expect(await trial({ policy: { ...policy, channels: [events], tenants: ['fabrikam'] } })).toMatchObject({ notifications: 2 });
    expect(await trial({ policy: { ...policy, rules: [], channels: [events] }, days: 9 })).toMatchObject({ changes: 8, notifications: 8 });
    // What is stored: nothing yet; then this one, by its id, or among all.
    expect(await trial({})).toMatchObject({ changes: 7, notifications: 0 });
    await callRoute(savePolicyRoute, services, { token, params: { policy: 'certificates' }, body: policy });
    expect(await trial({ policy: 'certificates' })).toEqual(tried);
    expect(await trial({})).toEqual(tried);
    const operator = await operatorOf(services.tables, 'contoso');
    expect(await callRoute(tryPolicyRoute, services, { token: operator, body: {} })).toMatchObject({ json: { changes: 2 } });
    for await (const row of services.tables.Deliveries.listEntities()) expect(row).toBe('nothing is written');
  });
});

describe('a policy', () => {
  it('that names what there is not is refused: a misspelt rule would tell nobody', async () => {
    const services = world();
    const token = await adminOfAll(services.tables);
    const channel = await channelOf(services, token, null);
    const save = async (given: object) => {
      const body = { name: 'x', tenants: '*', channels: [channel], ...given };
      return (await callRoute(savePolicyRoute, services, { token, params: { policy: 'x' }, body })).status;
    };
    expect(await save({ rules: ['tls-unknown-credentails'] })).toBe(400);
    expect(await save({ rules: ['tsl-*'] })).toBe(400);
    expect(await save({ tenants: ['nobody'] })).toBe(400);
    expect(await save({ channels: ['0123456789ab'] })).toBe(400);
    expect(await save({ severity: ['blocker'] })).toBe(400);
    expect(await save({ rules: ['tls-unknown-credentials', 'server-silent', 'chunk-quarantined', 'unrecognised-*'] })).toBe(200);
  });

  it('is for nobody’s tenants but the caller’s, and nobody puts his own in the place of another’s', async () => {
    const services = world();
    const all = await adminOfAll(services.tables);
    const token = await adminOf(services.tables, 'contoso');
    const own = await channelOf(services, token, 'contoso');
    const save = (policy: string, body: object) => callRoute(savePolicyRoute, services, { token, params: { policy }, body });
    const mine = { name: 'Mine', tenants: ['contoso'], channels: [own] };
    expect((await save('all', { ...mine, tenants: '*' })).status).toBe(403);
    expect((await save('foreign', { ...mine, channels: [await channelOf(services, all, null)] })).status).toBe(400);
    await callRoute(savePolicyRoute, services, { token: all, params: { policy: 'fleet' }, body: { ...mine, tenants: '*' } });
    expect((await save('fleet', mine)).status).toBe(409);
    expect((await save('mine', mine)).status).toBe(200);
    expect((await callRoute(listPoliciesRoute, services, { token })).json).toMatchObject({ policies: [{ id: 'mine' }] });
    expect((await callRoute(readPolicyRoute, services, { token, params: { policy: 'fleet' } })).status).toBe(404);
  });
});

describe('a pause of a tenant’s notifications', () => {
  it('has an end, a reason and somebody who made it; it takes an operator, and ends by his word', async () => {
    const services = world();
    const token = await operatorOf(services.tables, 'contoso');
    const params = { tenant: 'contoso' };
    const pause = (body: object, as = token) => callRoute(pauseNotificationsRoute, services, { token: as, params, body });
    const until = new Date(NOW.getTime() + DAY).toISOString();
    expect((await pause({ until, reason: 'onboarding' }, await readerOf(services.tables, 'contoso'))).status).toBe(403);
    expect((await pause({ until })).status).toBe(400);
    for (const wrong of [NOW, new Date(NOW.getTime() + 91 * DAY)])
      expect((await pause({ until: wrong.toISOString(), reason: 'onboarding' })).status).toBe(400);
    expect((await pause({ until, reason: 'onboarding' })).json).toMatchObject({
      notificationPause: { until, reason: 'onboarding', at: NOW.toISOString() },
    });
    expect((await callRoute(resumeNotificationsRoute, services, { token, params })).json).toMatchObject({ notificationPause: null });
  });
});
