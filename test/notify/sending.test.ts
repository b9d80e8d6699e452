import { changeChannelRoute, createChannelRoute, deleteChannelRoute, listChannelsRoute } from '../../lib/api/channels.js';
import { rotateChannelSecretRoute, testChannelRoute } from '../../lib/api/channel-tests.js';
import { listDeliveriesRoute, readDeliveryRoute, replayDeliveryRoute } from '../../lib/api/deliveries.js';
import { deletePolicyRoute, readPolicyRoute, savePolicyRoute } from '../../lib/api/policies.js';
import { notify } from '../../lib/notify/notify.js';
import { MAX_ATTEMPTS } from '../../lib/notify/retry.js';
import { routeChanges } from '../../lib/notify/route-changes.js';
import { SENDING_BOUNDS, sendDeliveries } from '../../lib/notify/send-deliveries.js';
import { noteChanges } from '../../lib/store/change-table.js';
import { trimNotifications } from '../../lib/upkeep/trim-notifications.js';
import { callRoute } from '../api/call-route.js';
import { localServices } from '../store/local-tables.js';
import { adminOf, adminOfAll, operatorOf } from '../tenants/tokens.js';
import { changeAt } from './changes.js';
import { Receiver, verified } from './receiver.js';

const services = localServices();
const BEGIN = Date.parse('2026-03-02T08:00:00Z');
const HOUR = 3_600_000;

let receiver: Receiver;
let admin = '';
let clock = BEGIN;
const undelivered: string[] = [];

beforeAll(async () => {
  receiver = await Receiver.open();
  admin = await adminOfAll(services().tables);
});
afterAll(() => receiver.close());

/** The services as at this hour after the beginning, with the tests' own receiver at the other end. */
function world() {
  return {
    ...services(),
    now: () => new Date(clock),
    postWebhook: receiver.post,
    dashboard: undefined,
    tellUndelivered: ({ delivery }: { delivery: string }) => void undelivered.push(delivery),
  };
}

interface Made {
  readonly id: string;
  readonly secret: string;
  readonly host: string;
}

/** A tenant with a channel of its own, and a policy that tells it everything. */
async function tenantWithChannel(tenant: string): Promise<Made> {
  await adminOf(services().tables, tenant);
  const body = { name: tenant, format: 'generic', url: receiver.url(`/${tenant}`), tenant };
  const made = (await callRoute(createChannelRoute, world(), { token: admin, body })).json as Made;
  const policy = { name: tenant, tenants: [tenant], channels: [made.id] };
  expect((await callRoute(savePolicyRoute, world(), { token: admin, params: { policy: tenant }, body: policy })).status).toBe(200);
  return made;
}

/** Something begins at the tenant now. */
async function begins(tenant: string, what: string): Promise<void> {
  await noteChanges(services().tables, [changeAt(new Date(clock), tenant, 'opened', { subjectId: what, incident: `${tenant}.${what}` })]);
}

async function listed(state: string, channel?: string) {
  const query = { state, ...(channel !== undefined && { channel }) };
  const { json } = await callRoute(listDeliveriesRoute, world(), { token: admin, query });
  return (json as { deliveries: { id: string; state: string; attempts: number; dueAt: string; problem: string | null }[] }).deliveries;
}

describe('a receiver that does not take what it gets', () => {
  it('gets it again, later and later, under the same id; is given up where people see it; and gets it by their word', async () => {
    const { id, secret } = await tenantWithChannel('stubborn');
    receiver.answers('/stubborn', { status: 500, text: 'out of\norder' });
    await begins('stubborn', 'certificate');
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      await notify(world());
      expect(receiver.at('/stubborn')).toHaveLength(attempt);
      // Before its time, it is left alone.
      await notify(world());
      expect(receiver.at('/stubborn')).toHaveLength(attempt);
      const [waiting] = await listed('pending', id);
      if (waiting === undefined) break;
      expect(waiting).toMatchObject({ attempts: attempt, problem: 'The receiver answered 500: out of order' });
      pauses.push(Date.parse(waiting.dueAt) - clock);
      clock = Date.parse(waiting.dueAt) + 1_000;
    }
    expect(pauses).toHaveLength(MAX_ATTEMPTS - 1);
    expect(pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0) / 1.2)).toBe(true);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(24 * HOUR);
    expect(new Set(receiver.at('/stubborn').map(({ headers }) => headers['webhook-id'])).size).toBe(1);

    const [dead] = await listed('dead');
    expect(dead).toMatchObject({ state: 'dead', attempts: MAX_ATTEMPTS });
    // The channel can't say so; Azure Monitor does.
    expect(undelivered).toEqual([dead?.id]);
    await notify(world());
    expect(receiver.at('/stubborn')).toHaveLength(MAX_ATTEMPTS);

    receiver.answers('/stubborn', { status: 202 });
    const params = { delivery: dead?.id ?? '' };
    const replayed = await callRoute(replayDeliveryRoute, world(), { token: await operatorOf(services().tables, 'stubborn'), params });
    expect(replayed).toMatchObject({
      status: 202,
      json: { state: 'pending', changes: [{ subjectId: 'certificate', tenant: 'stubborn' }] },
    });
    await notify(world());
    const last = receiver.at('/stubborn').at(-1);
    expect(last?.headers['webhook-id']).toBe(dead?.id);
    // Signed at the moment when it is sent: libraries refuse what is older than five minutes, and the tests' clock is another.
    expect(last?.headers['webhook-timestamp']).toBe(String(Math.floor(clock / 1000)));
    expect(secret).toMatch(/^whsec_/);
    expect(await listed('dead')).toEqual([]);
    expect(await listed('sent', id)).toMatchObject([{ id: dead?.id, problem: null }]);
    expect((await callRoute(replayDeliveryRoute, world(), { token: admin, params })).status).toBe(400);
  });

  it('is waited for as long as it says, and is never asked again when it says “gone”', async () => {
    const { id } = await tenantWithChannel('busy');
    receiver.answers('/busy', { status: 429, headers: { 'retry-after': '1800' } }, { status: 410 });
    await begins('busy', 'first');
    await notify(world());
    const [waiting] = await listed('pending', id);
    expect(Date.parse(waiting?.dueAt ?? '') - clock).toBe(1_800_000);
    clock += 1_801_000;
    await notify(world());
    expect(await listed('dead', id)).toMatchObject([{ attempts: 2, problem: 'The receiver answered 410.' }]);
  });

  it('holds up no other, and costs one attempt a turn however much waits for it', async () => {
    await tenantWithChannel('dead-end');
    await tenantWithChannel('lively');
    receiver.answers('/dead-end', 'nothing');
    for (const what of ['a', 'b', 'c', 'd']) await begins('dead-end', what);
    for (const what of ['a', 'b', 'c', 'd']) await begins('lively', what);
    await notify(world());
    expect(receiver.at('/lively')).toHaveLength(4);
    expect(receiver.at('/dead-end')).toHaveLength(1);
    receiver.answers('/dead-end', { status: 200 });
    clock += HOUR;
    await notify(world());
    expect(receiver.at('/dead-end')).toHaveLength(5);
  });

  it('slowly holds up no other either: it gets one after the other, turn by turn', async () => {
    await tenantWithChannel('slow');
    await tenantWithChannel('quick');
    for (const tenant of ['slow', 'quick']) for (const what of ['a', 'b', 'c']) await begins(tenant, what);
    await routeChanges(world());
    const got = () => ['/slow', '/quick'].map((path) => receiver.at(path).length);
    // As if each answer took all the time that a channel has in a turn.
    for (const turn of [1, 2, 3]) {
      await sendDeliveries(world(), { ...SENDING_BOUNDS, millisecondsToOne: 0 });
      expect(got()).toEqual([turn, turn]);
    }
  });

  it('is not believed to be away when its answer does not end, and can’t make the secret in its address known by repeating it', async () => {
    const { id } = await tenantWithChannel('endless');
    const hook = '/services/T0123456/B0123456/secretsecret?token=another-secret';
    const body = { url: receiver.url(hook) };
    expect((await callRoute(changeChannelRoute, world(), { token: admin, params: { channel: id }, body })).status).toBe(200);
    const text = `Cannot POST ${hook} ${'x'.repeat(100_000)}`;
    receiver.answers(hook, { status: 404, text, isEndless: true }, { status: 200, text, isEndless: true });
    await begins('endless', 'certificate');
    await notify(world());
    const [refused] = await listed('pending', id);
    expect(refused?.problem).toMatch(/^The receiver answered 404: Cannot POST \/…\/…\/…\/…\?token=… x+$/);
    clock = Date.parse(refused?.dueAt ?? '') + 1_000;
    await notify(world());
    expect(await listed('sent', id)).toMatchObject([{ attempts: 2, problem: null }]);
  });

  it('does not get by a redirect what it may not get by itself', async () => {
    const { id } = await tenantWithChannel('redirected');
    receiver.answers('/redirected', { status: 307, headers: { location: receiver.url('/elsewhere') } });
    await begins('redirected', 'x');
    await notify(world());
    expect(receiver.at('/elsewhere')).toEqual([]);
    expect(await listed('pending', id)).toMatchObject([{ problem: 'The receiver answered 307.' }]);
  });
});

describe('a channel', () => {
  it('shows neither address nor secret again, tells what became of a test, and signs by two secrets for a day', async () => {
    const { id, secret, host } = await tenantWithChannel('tried');
    const shown = JSON.stringify((await callRoute(listChannelsRoute, world(), { token: admin })).json);
    expect(shown).toContain(host);
    expect([shown.includes(secret), shown.includes('/tried')]).toEqual([false, false]);
    const now = { ...world(), now: () => new Date() };
    const test = () => callRoute(testChannelRoute, now, { token: admin, params: { channel: id } });
    expect((await test()).json).toEqual({ arrived: true, status: 204, problem: null });
    const rotated = (await callRoute(rotateChannelSecretRoute, now, { token: admin, params: { channel: id } })).json as { secret: string };
    await test();
    const [first, second] = receiver.at('/tried');
    if (first === undefined || second === undefined) throw new Error('Two tests were sent.');
    expect(verified(secret, first)).toMatchObject({ type: 'test' });
    for (const good of [secret, rotated.secret]) expect(verified(good, second)).toMatchObject({ type: 'test' });
    expect(() => verified(rotated.secret, first)).toThrow();
    receiver.answers('/tried', { status: 404, text: 'no_service' });
    expect((await test()).json).toEqual({ arrived: false, status: 404, problem: 'The receiver answered 404: no_service' });
  });

  it('of a private address is sent nothing, whatever its name says', async () => {
    const { post } = { post: services().postWebhook };
    for (const url of [
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://169.254.169.254/metadata',
      'https://[::ffff:10.0.0.1]/',
      'https://2130706433/',
    ])
      expect(await post(url, {}, '{}')).toMatchObject({
        arrived: false,
        problem: expect.stringMatching(/is no public address/) as unknown,
      });
    expect(await post(receiver.url('/hidden'), {}, '{}')).toMatchObject({ problem: '“localhost” has no public address.' });
    expect(receiver.at('/hidden')).toEqual([]);
  });

  it('is refused with an address that is not https, and made for no tenant but one’s own', async () => {
    const { tables } = services();
    const token = await adminOf(tables, 'mine');
    await adminOf(tables, 'theirs');
    const make = (given: object) =>
      callRoute(createChannelRoute, world(), { token, body: { name: 'x', format: 'slack', url: 'https://hooks.example/x', ...given } });
    expect((await make({ tenant: 'mine', url: 'http://hooks.example/x' })).status).toBe(400);
    expect((await make({ tenant: 'theirs' })).status).toBe(400);
    expect((await make({})).status).toBe(403);
    const made = (await make({ tenant: 'mine' })).json as Made;
    const stranger = await adminOf(tables, 'theirs');
    const params = { channel: made.id };
    for (const route of [deleteChannelRoute, rotateChannelSecretRoute, testChannelRoute])
      expect((await callRoute(route, world(), { token: stranger, params })).status).toBe(404);
    const policy = { name: 'x', tenants: ['theirs'], channels: [made.id] };
    expect((await callRoute(savePolicyRoute, world(), { token: stranger, params: { policy: 'x' }, body: policy })).status).toBe(400);
    const changed = await callRoute(changeChannelRoute, world(), { token, params, body: { enabled: false } });
    expect(changed.json).toMatchObject({ enabled: false });
    // Only as it was seen, where that is asked.
    const headers = { 'if-match': changed.headers['etag'] ?? '' };
    expect((await callRoute(rotateChannelSecretRoute, world(), { token, params, headers })).status).toBe(200);
    expect((await callRoute(rotateChannelSecretRoute, world(), { token, params, headers })).status).toBe(412);
    expect((await callRoute(deleteChannelRoute, world(), { token, params, headers })).status).toBe(412);
  });

  it('takes with it all that was sent there and is to be', async () => {
    const { id } = await tenantWithChannel('short-lived');
    receiver.answers('/short-lived', { status: 500 });
    await begins('short-lived', 'x');
    await notify(world());
    const [waiting] = await listed('pending', id);
    expect((await callRoute(deleteChannelRoute, world(), { token: admin, params: { channel: id } })).status).toBe(200);
    clock += HOUR;
    await begins('short-lived', 'y');
    await notify(world());
    expect(receiver.at('/short-lived')).toHaveLength(1);
    expect((await callRoute(readDeliveryRoute, world(), { token: admin, params: { delivery: waiting?.id ?? '' } })).status).toBe(404);
    for await (const { partitionKey } of services().tables.Deliveries.listEntities()) expect(partitionKey).not.toContain(id);
  });
});

describe('a policy', () => {
  it('is put in another’s place if nobody has changed that since, and is gone when it is deleted', async () => {
    const { id } = await tenantWithChannel('edited');
    const params = { policy: 'edited' };
    const save = (name: string, headers: Record<string, string> = {}) =>
      callRoute(savePolicyRoute, world(), { token: admin, params, headers, body: { name, tenants: ['edited'], channels: [id] } });
    const read = () => callRoute(readPolicyRoute, world(), { token: admin, params });
    const headers = { 'if-match': (await read()).headers['etag'] ?? '' };
    expect((await save('Other', headers)).status).toBe(200);
    expect((await save('Third', headers)).status).toBe(412);
    expect((await read()).json).toMatchObject({ name: 'Other', enabled: true, tags: [], fallback: false });
    expect((await callRoute(deletePolicyRoute, world(), { token: admin, params, headers })).status).toBe(412);
    const seen = { 'if-match': (await read()).headers['etag'] ?? '' };
    expect((await callRoute(deletePolicyRoute, world(), { token: admin, params, headers: seen })).status).toBe(200);
    expect((await read()).status).toBe(404);
    await begins('edited', 'x');
    await notify(world());
    expect(receiver.at('/edited')).toEqual([]);
  });
});

describe('what was sent', () => {
  it('is forgotten after a month', async () => {
    const { id } = await tenantWithChannel('long-ago');
    await begins('long-ago', 'x');
    await notify(world());
    expect(await listed('sent', id)).toHaveLength(1);
    clock += 29 * 24 * HOUR;
    await trimNotifications(world());
    expect(await listed('sent', id)).toHaveLength(1);
    clock += 2 * 24 * HOUR;
    await trimNotifications(world());
    expect(await listed('sent', id)).toEqual([]);
    expect(await listed('dead')).toEqual([]);
    // What fails still is kept in mind: that it recovers is told some day.
    for await (const { partitionKey = '', rowKey } of services().tables.Deliveries.listEntities())
      if (partitionKey.startsWith('long-ago|')) expect(rowKey).toMatch(/^o\|/);
  });
});
