import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { dirname, join } from 'node:path';
import type { WatchOptions } from '../../lib/shipper/options.js';
import { Privacy } from '../../lib/shipper/privacy.js';
import { VERSION } from '../../lib/shipper/version.js';
import { GOOD_TOKEN } from './mailflow-server.js';
import { expectServerHolds, until, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';

let world: World;
beforeEach(async () => {
  world = await World.begin();
});
afterEach(() => world.end());

const whileWatching = (options: Partial<WatchOptions>, story: () => Promise<void>) =>
  world.whileWatching({ heartbeatMilliseconds: 20, ...options }, story);

describe('a heartbeat', () => {
  it('tells what runs, since when, and that nothing waits', async () => {
    world.now = Date.parse('2019-05-28T15:10:00Z');
    world.exchange.writes(LOG, 2);
    await whileWatching({}, async () => {
      await until(() => world.mailflow.blobs.size === 1);
      const before = world.mailflow.heartbeats.length;
      await until(() => world.mailflow.heartbeats.length > before + 1);
    });
    expect(world.mailflow.heartbeats.at(-1)).toEqual({
      version: VERSION,
      host: { os: platform, arch },
      startedAt: '2019-05-28T15:10:00.000Z',
      sentAt: '2019-05-28T15:10:00.000Z',
      backlogBytes: 0,
      lagSeconds: 0,
      files: 1,
      deletedUnread: [],
      errors: [],
    });
  });

  it('tells how much waits and since when, by the time of the oldest record that was not shipped', async () => {
    world.exchange.writes(LOG, 3);
    world.exchange.writes('RECV2019052815-1.LOG', 3);
    world.mailflow.meets('store', { status: 400, headers: { 'x-ms-error-code': 'InvalidMetadata' } });
    await world.shipper.drain();
    const waits = world.exchange.log('RECV2019052815-1.LOG'); // FrontEnd comes before Hub
    const first = /^(2019-[^,]+),/m.exec(waits.content.toString())?.[1] ?? '';
    world.now = Date.parse(first) + 90_000;
    for (let times = 0; times < 999; times += 1)
      world.mailflow.meets('store', { status: 400, headers: { 'x-ms-error-code': 'InvalidMetadata' } });
    await whileWatching({}, () => until(() => world.mailflow.heartbeats.length > 1));
    expect(world.mailflow.heartbeats.at(-1)).toMatchObject({
      backlogBytes: waits.content.length,
      lagSeconds: 90,
      files: 2,
      errors: [{ code: 'upload-refused', count: 1 }],
    });
  });

  it('does not count the half line that Exchange is writing as something that waits', async () => {
    world.exchange.writes(LOG, 2);
    world.exchange.writesHalfALine(LOG);
    await world.shipper.drain();
    world.now = Date.parse('2030-01-01T00:00:00Z');
    await whileWatching({ finishedAfterMilliseconds: Infinity }, () => until(() => world.mailflow.heartbeats.length > 1));
    expect(world.mailflow.heartbeats.at(-1)).toMatchObject({ lagSeconds: 0 });
    expect(world.mailflow.heartbeats.at(-1)?.backlogBytes).toBeGreaterThan(0);
  });

  it('names what Exchange deleted before it was shipped', async () => {
    world.exchange.writes(LOG, 3);
    await world.powerFails('before', 'store');
    const { date, content } = world.exchange.log(LOG);
    world.exchange.deletes(LOG);
    await whileWatching({}, () => until(() => world.mailflow.heartbeats.some(({ deletedUnread }) => deletedUnread.length > 0)));
    expect(world.mailflow.heartbeats.at(-1)?.deletedUnread).toEqual([
      { stream: 'hub/smtp-send', file: LOG, date, from: 0, bytes: content.length },
    ]);
  });

  it('arrives also when the state can’t be read any more, and says that no round is done', async () => {
    world.exchange.writes(LOG, 2);
    await whileWatching({}, async () => {
      await until(() => world.mailflow.blobs.size === 1 && world.mailflow.heartbeats.length > 0);
      rmSync(world.stateFile);
      mkdirSync(world.stateFile);
      world.exchange.writes(LOG, 1);
      await until(() => JSON.stringify(world.mailflow.heartbeats.at(-1)).includes('round-failed'));
    });
    expect(world.eventNames()).not.toContain('heartbeat-failed');
    expect(world.mailflow.heartbeats.at(-1)).toMatchObject({ files: 1 });
  });

  it('hands on what the answer asks to try out', async () => {
    world.mailflow.probes = [{ id: 'one' }];
    const asked: unknown[] = [];
    await whileWatching({ onHeartbeatAnswer: ({ probes }) => asked.push(...probes) }, () => until(() => asked.length > 0));
    expect(asked[0]).toEqual({ id: 'one' });
  });

  it('learns that the tenant demands pseudonyms, and that it does no longer', async () => {
    world.mailflow.demandsPseudonyms = true;
    world.exchange.writes(LOG, 2);
    const privacy = new Privacy({ keyFile: join(world.folder, 'pseudonym-key') });
    const told = (wanted: string) => world.events.some(({ name }) => name === wanted);
    await whileWatching({ privacy }, async () => {
      await until(() => told('pseudonyms-begun') && world.mailflow.blobs.size === 1);
      expect(privacy.pseudonyms).toBeDefined();
      world.mailflow.demandsPseudonyms = false;
      await until(() => told('pseudonyms-ended'));
    });
    expect(privacy.pseudonyms).toBeUndefined();
    expect([...world.mailflow.blobs.values()].map(({ headers }) => headers['x-ms-meta-pseudonyms'])).toEqual(['1']);
  });

  it('that is not taken keeps no log from being shipped, and is told once', async () => {
    for (let times = 0; times < 50; times += 1)
      world.mailflow.meets('heartbeats', { status: 404, body: '{"title":"There is nothing here"}' });
    await whileWatching({}, async () => {
      await until(() => world.events.some(({ name }) => name === 'api-refused'));
      world.exchange.writes(LOG, 2);
      await until(() => world.mailflow.blobs.size === 1);
      await until(() => world.mailflow.heartbeats.length > 0);
    });
    expect(world.eventNames().filter((name) => name === 'api-refused')).toHaveLength(1);
    expectServerHolds(world, LOG);
  });
});

describe('a token that Mailflow refuses', () => {
  it('is told once, asked with no more, and taken up again when the token file holds a new one', async () => {
    let token = 'mfs_revoked';
    world.exchange.writes(LOG, 2);
    await whileWatching({ token: () => Promise.resolve(token) }, async () => {
      await until(() => world.events.some(({ name }) => name === 'token-refused'));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(world.eventNames().filter((name) => name === 'token-refused').length).toBeLessThanOrEqual(2);
      expect(world.mailflow.blobs.size).toBe(0);
      token = GOOD_TOKEN;
      await until(() => world.mailflow.blobs.size === 1);
    });
    expectServerHolds(world, LOG);
  });
});

describe('exports that appear in a folder', () => {
  it('are shipped once each, and again when they change', async () => {
    const exportsFolder = join(world.folder, 'exports');
    mkdirSync(exportsFolder);
    const drop = (name: string, kind: string, at = 1_000) => {
      const content = { mailflow: 1, kind, server: 'EX01', collectedAt: '2026-11-26T21:00:00Z', items: [] };
      writeFileSync(join(exportsFolder, name), JSON.stringify(content));
      utimesSync(join(exportsFolder, name), at, at);
    };
    world.now = Date.now();
    drop('a.json', 'queues');
    drop('b.json', 'send-connectors');
    await whileWatching({ exportsFolder }, () => until(() => world.mailflow.exports.length === 2));
    expect(world.mailflow.exports).toEqual(['queues', 'send-connectors']);
  });
});

describe('the status that a shipper leaves for whoever asks', () => {
  const statusOf = (): unknown => JSON.parse(readFileSync(`${world.stateFile}.status`, 'utf8'));

  it('says who runs and what stands in the way, and goes on when that is mended', async () => {
    world.exchange.writes(LOG, 2);
    world.mailflow.meets('store', { status: 400, headers: { 'x-ms-error-code': 'InvalidMetadata' } });
    mkdirSync(dirname(world.stateFile), { recursive: true });
    await whileWatching({ heartbeatMilliseconds: 20 }, async () => {
      await until(() => world.mailflow.blobs.size === 1);
      await until(() => JSON.stringify(statusOf()).includes('"problems":[]'));
    });
    expect(statusOf()).toMatchObject({ version: VERSION, pid: process.pid, problems: [] });
  });
});
