import { observationId } from '../../lib/diagnosis/observation.js';
import { notify } from '../../lib/notify/notify.js';
import type { SendingServices } from '../../lib/notify/send-deliveries.js';
import { makeSecret } from '../../lib/notify/signature.js';
import { createChannel, type Channel, type ChannelFormat } from '../../lib/store/channel-table.js';
import { noteChanges, type ChangeKind, type NotedChange } from '../../lib/store/change-table.js';
import { handleFinding } from '../../lib/store/finding-condition.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { handleObservation, reconcileObservations } from '../../lib/store/observation-table.js';
import { savePolicy, type Policy } from '../../lib/store/policy-table.js';
import { changeTenant, saveTenant } from '../../lib/store/tenant-table.js';
import { tellObservedChanges } from '../../lib/upkeep/tell-observed.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { ingestPiece } from '../ingest/chunked-log.js';
import { localServices } from '../store/local-tables.js';
import { SILENT } from '../watch/silent-server.js';
import { changeAt } from './changes.js';
import { Receiver, verified, type Received } from './receiver.js';

const services = localServices();
const LOG = fixtureLog('00-seed-unknowncredentials.log');
const BEGIN = Date.now();
const MINUTE = 60_000;

let receiver: Receiver;
let channels = 0;

beforeAll(async () => {
  receiver = await Receiver.open();
});
afterAll(() => receiver.close());

/** Some minutes after the tests began. */
const at = (minutes: number) => new Date(BEGIN + minutes * MINUTE);

/** What the timer does so many minutes after the beginning. */
function turn(minutes: number, others: Partial<SendingServices> = {}): Promise<void> {
  const { tables } = services();
  return notify({
    tables,
    now: () => at(minutes),
    postWebhook: receiver.post,
    dashboard: 'https://mailflow.example',
    tellUndelivered: () => undefined,
    ...others,
  });
}

/** A channel to a path of the receiver, and a policy that sends there what concerns these tenants. */
async function channelFor(
  path: string,
  policy: Partial<Policy> & Pick<Policy, 'tenants'>,
  given: Partial<Channel> & { readonly format?: ChannelFormat } = {},
): Promise<Channel> {
  const { tables } = services();
  channels += 1;
  const channel: Channel = {
    id: String(channels).padStart(12, '0'),
    tenant: null,
    name: path,
    format: 'generic',
    url: receiver.url(path),
    secret: makeSecret(),
    formerSecret: null,
    enabled: true,
    createdAt: at(0).toISOString(),
    createdBy: 'test',
    ...given,
  };
  await createChannel(tables, channel);
  const everything = { tags: [], rules: [], severities: [], changes: [], fallback: false } as const;
  await savePolicy(tables, { id: `to-${channel.id}`, name: path, enabled: true, channels: [channel.id], ...everything, ...policy });
  return channel;
}

async function tenants(...ids: readonly string[]): Promise<void> {
  for (const id of ids) await saveTenant(services().tables, { id, name: `${id.toUpperCase()} AG` });
}

/** A change so many minutes after the beginning. */
const change = (tenant: string, kind: ChangeKind, minutes: number, given?: Partial<NotedChange>) =>
  changeAt(at(minutes), tenant, kind, given);

/** Of an event. */
interface Told {
  readonly change: string;
  readonly tenant: { readonly id: string };
}

const json = (received: Received | undefined) => JSON.parse(received?.body ?? 'null') as Record<string, unknown>;

describe('a finding that appears', () => {
  it('is told once, signed by the specification’s rules, however often its chunk is delivered', async () => {
    const { secret } = await channelFor('/once', { tenants: ['once'] });
    await tenants('once');
    for (let delivery = 0; delivery < 3; delivery += 1) await ingestPiece(services(), 'once', { from: 0, to: LOG.length, bytes: LOG });
    await turn(1);
    await turn(2);
    await ingestPiece(services(), 'once', { from: 0, to: LOG.length, bytes: LOG });
    await turn(3);
    expect(receiver.at('/once')).toHaveLength(1);
    const [received] = receiver.at('/once');
    if (received === undefined) throw new Error('Nothing was received.');
    expect(() => verified(makeSecret(), received)).toThrow();
    expect(() => verified(secret, { ...received, body: `${received.body} ` })).toThrow();
    expect(verified(secret, received)).toMatchObject({
      type: 'finding.opened',
      data: {
        tenant: { id: 'once', name: 'ONCE AG' },
        rule: 'tls-unknown-credentials',
        severity: 'blocker',
        connector: 'Outbound to Office 365',
        incident: expect.stringMatching(/^tls-unknown-credentials-/) as unknown,
        summary: expect.stringContaining('2D21517C') as unknown,
        url: expect.stringMatching(/^https:\/\/mailflow\.example\/tenants\/once\/findings\/tls-unknown-credentials-/) as unknown,
      },
    });
  });

  it('of a tenant that came after the policy is told by it, and of one that it does not name is not', async () => {
    await channelFor('/default', { tenants: '*', rules: ['tls-unknown-credentials'] });
    await channelFor('/others', { tenants: ['somebody-else'] });
    await tenants('newcomer');
    await ingestPiece(services(), 'newcomer', { from: 0, to: LOG.length, bytes: LOG });
    await turn(4);
    expect(receiver.at('/default').map((received) => (json(received)['data'] as { tenant: object }).tenant)).toEqual([
      { id: 'newcomer', name: 'NEWCOMER AG' },
    ]);
    expect(receiver.at('/others')).toEqual([]);
  });
});

describe('what keeps Mailflow itself from hearing', () => {
  it('is told as well: a chunk that cannot be read, and that it was read after all', async () => {
    await channelFor('/collector', { tenants: ['deaf'], rules: ['chunk-*', 'server-silent'] });
    await tenants('deaf');
    const spoiled = { from: 0, to: 10, bytes: Buffer.alloc(3) };
    await expect(ingestPiece(services(), 'deaf', spoiled)).rejects.toThrow();
    await expect(ingestPiece(services(), 'deaf', spoiled)).rejects.toThrow();
    await turn(5);
    expect(receiver.at('/collector').map((received) => json(received)['type'])).toEqual(['chunk.opened']);
    await ingestPiece(services(), 'deaf', { from: 0, to: LOG.length, bytes: LOG });
    await turn(6);
    expect(receiver.at('/collector').map((received) => json(received)['type'])).toEqual(['chunk.opened']);
  });

  it('and comes back, under the same ids, is told as often as it does', async () => {
    await channelFor('/contradicted', { tenants: ['contradicted'] });
    await tenants('contradicted');
    const conflict = (kind: 'opened' | 'recovered', minutes: number) =>
      change('contradicted', kind, minutes, { id: `contradicted|chunk-conflicting-0a1b|${kind}`, subject: 'chunk' });
    const story = [conflict('opened', 0), conflict('recovered', 1), conflict('opened', 2)];
    // Whoever crashed notes the change again, of a later moment.
    const again = story.map((told) => ({ ...told, at: new Date(Date.parse(told.at) + 10_000).toISOString() }));
    for (const [index, told] of story.entries()) {
      await noteChanges(services().tables, [told, ...again.slice(index, index + 1)]);
      await turn(index + 1);
    }
    expect(receiver.at('/contradicted').map((received) => json(received)['type'])).toEqual([
      'chunk.opened',
      'chunk.recovered',
      'chunk.opened',
    ]);
    expect(new Set(receiver.at('/contradicted').map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  });
});

describe('what ends less bad than it was', () => {
  it('is told to whom only the worst was told, and to nobody else of them', async () => {
    await tenants('lagging', 'keeping-up');
    await channelFor('/pager', { tenants: ['lagging', 'keeping-up'], severities: ['blocker'] });
    await channelFor('/team', { tenants: '*', rules: ['shipper-lagging'], fallback: true });
    const lags = (tenant: string, kind: ChangeKind, minutes: number, severity: 'degraded' | 'blocker') =>
      change(tenant, kind, minutes, { rule: 'shipper-lagging', incident: `${tenant}.lag`, severity });
    const told = (path: string) =>
      receiver.at(path).map((received) => (({ change: kind, tenant: { id } }) => `${id} ${kind}`)(json(received)['data'] as Told));
    await noteChanges(services().tables, [lags('lagging', 'opened', 1, 'degraded'), lags('keeping-up', 'opened', 1, 'degraded')]);
    await turn(1);
    await noteChanges(services().tables, [lags('lagging', 'raised', 2, 'blocker')]);
    await turn(2);
    await noteChanges(services().tables, [lags('lagging', 'recovered', 3, 'degraded'), lags('keeping-up', 'recovered', 3, 'degraded')]);
    await turn(3);
    expect(told('/pager')).toEqual(['lagging raised', 'lagging recovered']);
    expect(told('/team').sort()).toEqual(['keeping-up opened', 'keeping-up recovered', 'lagging opened', 'lagging recovered']);
  });
});

describe('one cause at many tenants', () => {
  const OUTAGE = Array.from({ length: 12 }, (_, index) => `wave-${String(index).padStart(2, '0')}`);

  it('is one card, an update with the others, and one that all is well; a machine hears of each', async () => {
    await tenants(...OUTAGE);
    await channelFor('/ticket', { tenants: OUTAGE }, { format: 'ticket' });
    await channelFor('/events', { tenants: OUTAGE });
    const { tables } = services();
    await noteChanges(tables, [change('wave-00', 'opened', 10)]);
    await turn(10);
    await noteChanges(
      tables,
      OUTAGE.slice(1).map((tenant) => change(tenant, 'opened', 11)),
    );
    await turn(11);
    const tickets = () => receiver.at('/ticket').map(json);
    expect(tickets()).toMatchObject([{ action: 'open', tenants: ['WAVE-00 AG'] }]);
    await turn(19);
    expect(tickets()).toHaveLength(1);
    await turn(20.1);
    expect(tickets()[1]).toMatchObject({ action: 'update', tenants: OUTAGE.slice(1).map((tenant) => `${tenant.toUpperCase()} AG`) });
    await noteChanges(
      tables,
      OUTAGE.map((tenant) => change(tenant, 'recovered', 40)),
    );
    await turn(40);
    expect(tickets()).toHaveLength(3);
    expect(tickets()[2]).toMatchObject({ action: 'resolve' });
    expect(new Set(tickets().map(({ dedupKey }) => dedupKey)).size).toBe(1);
    expect(receiver.at('/events').map((received) => json(received)['type'])).toEqual([
      ...OUTAGE.map(() => 'observation.opened'),
      ...OUTAGE.map(() => 'observation.recovered'),
    ]);
  });
});

describe('while nobody is to be told', () => {
  it('of a tenant that is being set up, it is kept, and told at the end if it stands still', async () => {
    const { tables } = services();
    await tenants('onboarding');
    await channelFor('/paused', { tenants: ['onboarding'] });
    const pause = { until: at(120).toISOString(), reason: 'onboarding', by: 'anna', at: at(50).toISOString() };
    await changeTenant(tables, 'onboarding', { notificationPause: pause });
    const other = { subjectId: 'other', incident: 'onboarding.other' };
    await noteChanges(tables, [change('onboarding', 'opened', 51), change('onboarding', 'opened', 51, other)]);
    await turn(52);
    await noteChanges(tables, [change('onboarding', 'recovered', 60)]);
    for (const minutes of [60, 83, 114]) await turn(minutes);
    expect(receiver.at('/paused')).toEqual([]);
    await turn(121);
    expect(receiver.at('/paused').map((received) => (json(received)['data'] as { subjectId: string }).subjectId)).toEqual(['other']);
  });

  it('of a finding that a person has muted, it is kept likewise', async () => {
    const { tables } = services();
    await tenants('muted');
    await channelFor('/muted', { tenants: ['muted'] });
    await ingestPiece(services(), 'muted', { from: 0, to: LOG.length, bytes: LOG });
    const [{ findingId } = { findingId: '' }] = await listFindings(tables, 'muted');
    const handling = { kind: 'muted', at: at(0).toISOString(), by: 'anna', note: null, until: at(20).toISOString() } as const;
    await handleFinding(tables, 'muted', findingId, handling);
    await turn(1);
    expect(receiver.at('/muted')).toEqual([]);
    await turn(21.1);
    expect(receiver.at('/muted').map((received) => json(received)['type'])).toEqual(['finding.opened']);
  });

  it('of what a watch sees that a person has muted, it is kept likewise, however often it comes and goes', async () => {
    const { tables } = services();
    await tenants('nightly');
    await channelFor('/nightly', { tenants: ['nightly'] });
    const isSilent = async (silent: boolean, minutes: number) => {
      await reconcileObservations(tables, 'nightly', ['server-silent'], () => (silent ? [SILENT] : []), at(minutes));
      await tellObservedChanges(tables, 'nightly', () => undefined);
    };
    await isSilent(true, 0);
    const muted = { kind: 'muted', at: at(0).toISOString(), by: 'anna', note: null, until: at(20).toISOString() } as const;
    await handleObservation(tables, 'nightly', observationId(SILENT), muted);
    await turn(1);
    await isSilent(false, 2);
    await isSilent(true, 3);
    await turn(4);
    expect(receiver.at('/nightly')).toEqual([]);
    await turn(21.1);
    expect(receiver.at('/nightly').map((received) => json(received)['type'])).toEqual(['observation.reopened']);
    await isSilent(false, 22);
    await turn(23);
    expect(receiver.at('/nightly').map((received) => json(received)['type'])).toEqual(['observation.reopened', 'observation.recovered']);
  });
});
