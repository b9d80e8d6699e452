import { activityOf, addActivity, hourOf, NO_ACTIVITY, type HourOfActivity } from '../../lib/diagnosis/hourly-activity.js';
import type { ToldObservation } from '../../lib/store/observation-change-table.js';
import { saveActivity, type ActivityPart } from '../../lib/store/activity-table.js';
import { NOTHING_LEFT_OUT, NOTHING_SAID } from '../../lib/store/ledger.js';
import { noteIngested } from '../../lib/store/chunk-table.js';
import type { ChunkId } from '../../lib/store/chunk.js';
import { noteFailed } from '../../lib/store/failed-chunks.js';
import { noteGranted } from '../../lib/store/grants.js';
import { listOpenLogFiles } from '../../lib/store/log-file-table.js';
import { saveHeartbeat } from '../../lib/store/server-table.js';
import { DEFAULT_SETTINGS, saveTenant } from '../../lib/store/tenant-table.js';
import { watchAllLogs, watchLogs } from '../../lib/upkeep/watch-logs.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** Monday afternoon. */
const NOW = Date.UTC(2026, 2, 2, 16, 35);

/** A tenant whose server ships what Exchange writes. */
class Tenant {
  readonly #told: ToldObservation[] = [];

  constructor(readonly id: string) {}

  async looks(at = NOW): Promise<readonly string[]> {
    const tellObserved = (change: ToldObservation) => void this.#told.push(change);
    const known = { id: this.id, name: this.id, settings: DEFAULT_SETTINGS };
    await watchLogs({ tables: services().tables, now: () => new Date(at), tellObserved }, known);
    return this.#told.splice(0).map(({ change, watch, server, connector }) => [change, watch, server ?? connector ?? ''].join(' '));
  }

  async heartbeat(at = NOW, lagSeconds = 0): Promise<void> {
    const heartbeat = heartbeatOf({ sentAt: new Date(at).toISOString(), lagSeconds });
    await saveHeartbeat(services().tables, { tenant: this.id, server: 'EX01' }, heartbeat, new Date(at));
  }

  /** A chunk of the log that Exchange began at this time. */
  chunk(begun: number, from: number, to: number): ChunkId {
    const date = new Date(begun).toISOString();
    const name = `SEND${date.replace(/\D/g, '').slice(0, 10)}-1.LOG`;
    return { tenant: this.id, server: 'EX01', stream: 'hub/smtp-send', file: { name, date }, from, to, codec: 'br' };
  }

  async asks(chunk: ChunkId, at: number): Promise<void> {
    await noteGranted(services().tables, [{ chunk, status: undefined, hasNeighbours: chunk.from > 0 }], new Date(at));
  }

  async ships(chunk: ChunkId, at: number, lastRecordAt = at): Promise<void> {
    await this.asks(chunk, at);
    const bytes = chunk.to - chunk.from;
    await noteIngested(services().tables, chunk, undefined, {
      ...{
        bytes,
        lines: 1,
        records: 1,
        malformed: 0,
        sessions: 1,
        malformedExamples: [],
        outcomes: {},
        leftOut: NOTHING_LEFT_OUT,
        sha256: '0',
      },
      ...{
        firstRecordAt: lastRecordAt,
        lastRecordAt,
        readAt: new Date(at),
        said: NOTHING_SAID,
      },
    });
  }

  /** What its connectors do in each of the hours before now, or before the same time of other weeks. */
  async works(weeksAgo: number, connectors: Readonly<Record<string, (hoursAgo: number) => number>>): Promise<void> {
    const parts = Array.from({ length: 30 }, (_, index): ActivityPart => {
      const hour = Math.floor((NOW - weeksAgo * WEEK) / HOUR) * HOUR + 2 * HOUR - index * HOUR;
      const sums = Object.entries(connectors).map(([name, does]) => sessions(name, hour, does(index - 2)));
      return { hour: hourOf(hour), owner: { chunk: 'all' }, activity: sums.reduce(addActivity, NO_ACTIVITY) };
    });
    const done = parts.filter(
      ({ hour, activity }) => hour <= hourOf(NOW - weeksAgo * WEEK) && Object.keys(activity?.connectors ?? {}).length > 0,
    );
    await saveActivity(services().tables, { tenant: this.id, server: 'EX01', stream: 'hub/smtp-send' }, done);
  }
}

function sessions(connector: string, startedAt: number, count: number): HourOfActivity {
  const one = activityOf(
    {
      ...{ connector, direction: 'send', sessionId: 'S', startedAt, duration: 1, outcome: 'rejected', tlsVersion: undefined },
      ...{ rule: undefined, mail: { messages: 0, recipients: 0, bytes: 0 }, host: '' },
    },
    'chunk',
  );
  return Array.from({ length: count }, () => one).reduce(addActivity, NO_ACTIVITY);
}

describe('gaps in the logs', () => {
  const eight = Date.UTC(2026, 2, 2, 8);

  it('are told of when they are two hours old, and when they are filled', async () => {
    const contoso = new Tenant('contoso');
    await contoso.ships(contoso.chunk(eight, 0, 500), eight);
    await contoso.ships(contoso.chunk(eight, 600, 900), eight + HOUR);
    await contoso.ships(contoso.chunk(eight + HOUR, 0, 500), eight + HOUR);
    expect(await contoso.looks(eight + 2 * HOUR)).toEqual([]);
    expect(await contoso.looks(eight + 3 * HOUR)).toEqual(['opened log-incomplete EX01']);
    expect(await contoso.looks(eight + 4 * HOUR)).toEqual([]);
    await contoso.ships(contoso.chunk(eight, 500, 600), eight + 4 * HOUR);
    expect(await contoso.looks(eight + 5 * HOUR)).toEqual(['ended log-incomplete EX01']);
  });

  it('are chunks that were asked for and never came, and those in quarantine', async () => {
    const tenant = new Tenant('awaited');
    const [first, second] = [tenant.chunk(eight, 0, 500), tenant.chunk(eight, 500, 900)];
    await tenant.ships(first, eight);
    await tenant.asks(second, eight);
    expect(await tenant.looks(eight + 3 * HOUR)).toEqual(['opened log-incomplete EX01']);
    await noteFailed(services().tables, second, { name: 'UnreadableChunk', message: '', place: '', isFinal: true }, new Date(eight));
    expect(await tenant.looks(eight + 4 * HOUR)).toEqual([]);
  });

  it('are looked for until a file is complete, and finished: the newest of a stream still grows', async () => {
    const tenant = new Tenant('finished');
    for (const hour of [8, 9, 10]) await tenant.ships(tenant.chunk(Date.UTC(2026, 2, 2, hour), 0, 500), Date.UTC(2026, 2, 2, hour));
    await tenant.asks(tenant.chunk(Date.UTC(2026, 2, 2, 9), 500, 600), Date.UTC(2026, 2, 2, 10));
    await tenant.looks();
    const open = await listOpenLogFiles(services().tables, 'finished');
    expect(open.map(({ file }) => file.date.slice(11, 13))).toEqual(['10', '09']);
  });
});

describe('times in the logs', () => {
  it('in the future are told of, and in the far past where a shipper follows the logs, for a day', async () => {
    const future = new Tenant('future');
    await future.ships(future.chunk(NOW - HOUR, 0, 500), NOW, NOW + HOUR);
    expect(await future.looks()).toEqual(['opened log-times-wrong EX01']);
    expect(await future.looks(NOW + 25 * HOUR)).toEqual(['ended log-times-wrong EX01']);

    const past = new Tenant('past');
    await past.ships(past.chunk(NOW - HOUR, 0, 500), NOW);
    await past.ships(past.chunk(Date.UTC(2016, 0, 1), 0, 500), NOW);
    expect(await past.looks()).toEqual([]);
    await past.heartbeat();
    expect(await past.looks()).toEqual(['opened log-times-wrong EX01']);
    expect(await past.looks(NOW + 2 * HOUR)).toEqual([]);
    expect(await past.looks(NOW + 25 * HOUR)).toEqual(['ended log-times-wrong EX01']);
    await past.looks(NOW + 26 * HOUR);
    expect(await listOpenLogFiles(services().tables, 'past')).toHaveLength(1);
  });
});

describe('connectors', () => {
  const steady = () => 12;
  const silentFor = (hours: number) => (hoursAgo: number) => (hoursAgo < hours ? 0 : 12);

  async function working(id: string, today: Parameters<Tenant['works']>[1]): Promise<Tenant> {
    const tenant = new Tenant(id);
    await tenant.ships(tenant.chunk(NOW - HOUR, 0, 500), NOW);
    for (const week of [1, 2, 3, 4, 5]) await tenant.works(week, { Internet: steady, 'To "Cloud"': steady });
    await tenant.works(0, today);
    return tenant;
  }

  it('one that falls silent is told of, and when it is back', async () => {
    const tenant = await working('silent', { Internet: steady, 'To "Cloud"': silentFor(4) });
    await tenant.heartbeat();
    expect(await tenant.looks()).toEqual(['opened connector-silent To "Cloud"']);
    expect(await tenant.looks(NOW + 60_000)).toEqual([]);
    await tenant.works(0, { Internet: steady, 'To "Cloud"': (hoursAgo) => (hoursAgo === 1 ? 1 : silentFor(4)(hoursAgo)) });
    expect(await tenant.looks(NOW + 120_000)).toEqual(['ended connector-silent To "Cloud"']);
  });

  it.each<{ told: string; id: string; prepare: (tenant: Tenant) => Promise<void> }>([
    { told: 'whose shipper is behind', id: 'behind', prepare: (tenant) => tenant.heartbeat(NOW, 3600) },
    { told: 'whose shipper is silent itself', id: 'unheard', prepare: (tenant) => tenant.heartbeat(NOW - HOUR) },
  ])('nothing is said of a server $told', async ({ id, prepare }) => {
    const tenant = await working(id, { Internet: steady, 'To "Cloud"': silentFor(4) });
    await prepare(tenant);
    expect(await tenant.looks()).toEqual([]);
  });

  it('of a server without heartbeats another connector shows that it ships', async () => {
    const tenant = await working('without', { Internet: steady, 'To "Cloud"': silentFor(4) });
    expect(await tenant.looks()).toEqual(['opened connector-silent To "Cloud"']);
    const gone = await working('gone', { Internet: silentFor(4), 'To "Cloud"': silentFor(4) });
    expect(await gone.looks()).toEqual([]);
  });
});

it('each tenant has its turn within an hour', async () => {
  const eight = Date.UTC(2026, 2, 2, 8);
  for (const id of ['turn-a', 'turn-b', 'turn-c']) {
    const tenant = new Tenant(id);
    await saveTenant(services().tables, { id, name: id });
    await tenant.asks(tenant.chunk(eight, 0, 500), eight);
  }
  const told: string[] = [];
  for (let minute = 0; minute < 60; minute += 5) {
    const now = () => new Date(NOW + minute * 60_000);
    await watchAllLogs({ tables: services().tables, now, tellObserved: ({ tenant }) => void told.push(tenant) });
  }
  expect(told.toSorted()).toEqual(['turn-a', 'turn-b', 'turn-c']);
});
