import { chmodSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ShipProblem } from '../../lib/shipper/events.js';
import { sentence } from '../../lib/shipper/sentence.js';
import { SEND_FOLDER } from './exchange-server.js';
import { GOOD_TOKEN, OVERWRITE_REFUSALS } from './mailflow-server.js';
import { play } from './program.js';
import { expectServerHolds, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';

let world: World;
beforeEach(async () => {
  world = await World.begin();
});
afterEach(() => world.end());

const names = (problems: readonly ShipProblem[]): string[] => problems.map(({ name }) => name);

describe('trouble on the network passes', () => {
  for (const { told, door, mishap } of [
    { told: 'the API is busy (503)', door: 'grants', mishap: { status: 503 } },
    { told: 'the API asks to come later (429)', door: 'grants', mishap: { status: 429, headers: { 'retry-after': '0' } } },
    { told: 'the API hangs up', door: 'grants', mishap: 'hangs up before' },
    { told: 'the store is busy (503)', door: 'store', mishap: { status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } } },
    { told: 'the chunk was damaged on the way', door: 'store', mishap: { status: 400, headers: { 'x-ms-error-code': 'Md5Mismatch' } } },
    { told: 'the line breaks before the chunk is stored', door: 'store', mishap: 'hangs up before' },
    { told: 'the line breaks after the chunk is stored', door: 'store', mishap: 'hangs up after' },
  ] as const) {
    it(told, async () => {
      world.exchange.writes(LOG, 3);
      world.mailflow.meets(door, mishap);
      const report = await world.shipper.drain();
      expectServerHolds(world, LOG);
      expect(report.problems).toEqual([]);
      expect(world.eventNames()).toContain('upload-retried');
    });
  }

  it('waits as long as Retry-After says', async () => {
    world.exchange.writes(LOG, 1);
    world.mailflow.meets('grants', { status: 503, headers: { 'retry-after': '1' } });
    await world.shipper.drain();
    expect(world.events.find(({ name }) => name === 'upload-retried')).toMatchObject({ because: 'status 503', waitMilliseconds: 1000 });
  });

  it('gives up after the last attempt, keeps the position and ships the rest in the next round', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    world.exchange.writes(LOG, 9);
    for (let attempt = 0; attempt < 3; attempt += 1) world.mailflow.meets('store', { status: 500 }, attempt === 0 ? 2 : 0);
    const report = await world.shipper.drain();
    expect(report).toMatchObject({ chunks: 2, stopped: true });
    expect(names(report.problems)).toEqual(['service-unreachable']);

    world.exchange.writes(LOG, 2);
    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });

  it('sends a planned chunk in the next round although its log has not changed since', async () => {
    world.exchange.writes(LOG, 3);
    // The chunk ends where the log ends: the shipper saw that nothing is left behind it.
    world.restartShipper({ maxChunkBytes: world.exchange.log(LOG).content.length });
    for (let attempt = 0; attempt < 3; attempt += 1) world.mailflow.meets('store', { status: 500 });
    expect(await world.shipper.drain()).toMatchObject({ chunks: 0, stopped: true });
    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });

  it('says so when nobody listens at the address', async () => {
    world.restartShipper({ apiUrl: 'http://127.0.0.1:9' });
    world.exchange.writes(LOG, 1);
    const { problems } = await world.shipper.drain();
    expect(problems).toEqual([{ name: 'service-unreachable', host: '127.0.0.1:9', because: 'ECONNREFUSED', attempts: 3 }]);
  });

  it('gives up a connection on which nothing moves', async () => {
    world.restartShipper({ retry: { attempts: 1, silenceMilliseconds: 50 } });
    world.exchange.writes(LOG, 1);
    world.mailflow.meets('grants', 'says nothing');
    const { problems } = await world.shipper.drain();
    expect(problems).toMatchObject([{ name: 'service-unreachable', because: 'nothing moved for 50 ms' }]);
  });
});

describe('a chunk that is there already', () => {
  for (const refusal of Object.keys(OVERWRITE_REFUSALS) as (keyof typeof OVERWRITE_REFUSALS)[]) {
    const { status, code } = OVERWRITE_REFUSALS[refusal];
    it(`is a success: ${refusal} answers ${status} ${code}`, async () => {
      world.mailflow.refusal = refusal;
      world.exchange.writes(LOG, 3);
      world.mailflow.meets('store', 'hangs up after');
      const report = await world.shipper.drain();
      expect(report).toMatchObject({ chunks: 0, alreadyThere: 1, problems: [], stopped: false });
      expectServerHolds(world, LOG);
    });
  }
});

describe('the right to upload', () => {
  it('is asked for again, once, when it has expired', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    world.exchange.writes(LOG, 12);
    world.mailflow.meets('store', 'grants expire', 1);
    const report = await world.shipper.drain();
    expectServerHolds(world, LOG);
    expect(report.problems).toEqual([]);
    expect(world.eventNames().filter((name) => name === 'grant-renewed')).toHaveLength(1);
    expect(world.mailflow.grantRequests).toEqual([report.chunks, report.chunks - 1]);
  });

  for (const code of ['AuthenticationFailed', 'AuthorizationFailure', 'AuthorizationPermissionMismatch', 'AuthorizationSourceIPMismatch']) {
    it(`ends the round when Azure refuses even a new one with ${code}; nothing counts as shipped`, async () => {
      const refused = { status: 403, headers: { 'x-ms-error-code': code, server: 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0' } };
      world.exchange.writes(LOG, 3);
      world.mailflow.meets('store', refused);
      world.mailflow.meets('store', refused);
      const report = await world.shipper.drain();
      expect(report).toMatchObject({ chunks: 0, alreadyThere: 0, stopped: true });
      expect(report.problems).toMatchObject([{ name: 'grants-refused', status: 403, code }]);

      await world.shipper.drain();
      expectServerHolds(world, LOG);
    });
  }
});

describe('the API says no', () => {
  it('names the token and what to do, and ships from the same position with a good one', async () => {
    world.exchange.writes(LOG, 2);
    await world.shipper.drain();
    world.exchange.writes(LOG, 2);
    world.restartShipper({ token: 'mf_revoked' });
    const { problems, stopped } = await world.shipper.drain();
    expect(stopped).toBe(true);
    expect(problems).toEqual([{ name: 'token-refused', apiUrl: world.mailflow.url, status: 401 }]);
    expect(problems.map(sentence).join()).toMatch(/refused the token \(401\).*Ask for a new token/);

    world.restartShipper({ token: ` ${GOOD_TOKEN}\r\n` });
    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });

  it('passes on what a problem document says', async () => {
    world.exchange.writes(LOG, 1);
    const body = JSON.stringify({ title: 'The server is retired', detail: 'Register ex01 again.' });
    world.mailflow.meets('grants', { status: 409, body });
    const { problems } = await world.shipper.drain();
    expect(problems).toMatchObject([{ name: 'api-refused', status: 409, detail: 'The server is retired. Register ex01 again.' }]);
  });

  it("tells a proxy's page from an answer", async () => {
    world.exchange.writes(LOG, 1);
    world.mailflow.meets('grants', { status: 200, body: '<html>Please log in to the proxy</html>' });
    const { problems } = await world.shipper.drain();
    expect(names(problems)).toEqual(['api-refused']);
  });

  it('lets a chunk that the store refuses hold up its own log only', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    world.exchange.writes(LOG, 5);
    world.exchange.writes('SEND2019052816-1.LOG', 5);
    world.mailflow.meets('store', { status: 400, headers: { 'x-ms-error-code': 'InvalidMetadata' } }, 1);
    const { problems, stopped } = await world.shipper.drain();
    expect(stopped).toBe(false);
    expect(problems).toMatchObject([{ name: 'upload-refused', file: LOG, status: 400, code: 'InvalidMetadata' }]);
    expectServerHolds(world, 'SEND2019052816-1.LOG');
    expect(world.held(world.exchange.log(LOG)).length).toBeLessThan(world.exchange.log(LOG).wholeUpTo);

    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });

  it('never tells a secret', async () => {
    world.exchange.writes(LOG, 2);
    world.mailflow.meets('store', 'hangs up after');
    await world.shipper.drain();
    const told = JSON.stringify(world.events) + world.events.map(sentence).join();
    expect(told).not.toContain(GOOD_TOKEN);
    expect(told).not.toContain('sig=');
  });
});

describe('the state file', () => {
  const damages: Record<string, (whole: string) => string> = {
    'ends in the middle': (whole) => whole.slice(0, whole.length / 2),
    'is of another version': (whole) => whole.replace('"version":1', '"version":7'),
    'was edited by hand': (whole) => whole.replace(/"offset":\d+/, '"offset":1'),
    'is empty': () => '',
  };
  for (const [told, damage] of Object.entries(damages)) {
    it(`${told}: all is sent again from the beginning, and what has arrived is not stored twice`, async () => {
      await play(world, `exchange writes ${LOG} 4 lines`);
      await world.shipper.drain();
      writeFileSync(world.stateFile, damage(readFileSync(world.stateFile, 'utf8')));
      world.restartShipper();
      const report = await world.shipper.drain();
      expect(names(report.problems)).toEqual(['state-lost']);
      expect(report).toMatchObject({ chunks: 0, alreadyThere: 1 });
      expectServerHolds(world, LOG);
    });
  }

  it('can’t be read: nothing is sent, since nothing is known', async () => {
    mkdirSync(world.stateFile, { recursive: true });
    world.exchange.writes(LOG, 2);
    await expect(world.shipper.drain()).rejects.toMatchObject({ code: 'EISDIR' });
    expect(world.mailflow.puts).toBe(0);
  });

  it('can’t be written: nothing is sent, since nothing would be remembered', async () => {
    mkdirSync(`${world.stateFile}.new`, { recursive: true });
    world.exchange.writes(LOG, 2);
    await expect(world.shipper.drain()).rejects.toMatchObject({ code: 'EISDIR' });
    expect(world.mailflow.puts).toBe(0);
  });

  it('is left alone when nothing changed', async () => {
    world.exchange.writes(LOG, 2);
    await world.shipper.drain();
    unlinkSync(world.stateFile);
    await world.shipper.drain();
    expect(() => readFileSync(world.stateFile)).toThrow('ENOENT');
  });

  it('forgets logs that Exchange has deleted, and no others', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 2 lines
      exchange writes SEND2019052816-1.LOG 2 lines
      shipper  ships
      exchange deletes ${LOG}
      shipper  ships`,
    );
    const state = readFileSync(world.stateFile, 'utf8');
    expect(state).not.toContain(LOG);
    expect(state).toContain('SEND2019052816-1.LOG');
  });
});

describe('log files come and go', () => {
  it('reports a log that is deleted before all of it was shipped', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    world.exchange.writes(LOG, 9);
    world.mailflow.meets('store', 'something else happens', 1);
    world.mailflow.onMishap = () => {
      world.exchange.deletes(LOG);
    };
    const { problems, chunks } = await world.shipper.drain();
    expect(chunks).toBe(2);
    expect(names(problems)).toEqual(['file-vanished']);
    expect(names((await world.shipper.drain()).problems)).toEqual(['no-logs-found']);
  });

  it('stops when Exchange begins the name again between two chunks of it', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    world.exchange.writes(LOG, 9);
    const former = world.exchange.log(LOG);
    world.mailflow.meets('store', 'something else happens', 1);
    world.mailflow.onMishap = () => {
      world.exchange.begin(LOG);
      world.exchange.writes(LOG, 20);
    };
    const { problems } = await world.shipper.drain();
    expect(problems).toMatchObject([{ name: 'file-vanished', path: former.path }]);
    const held = world.held(former);
    expect(held.equals(former.content.subarray(0, held.length))).toBe(true);
    expect(world.mailflow.chunksOf(LOG, former.date)).toHaveLength(2);

    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });

  it('reports a log that was deleted while its chunk was on the way and the power failed', async () => {
    world.exchange.writes(LOG, 3);
    await world.powerFails('before', 'store');
    world.exchange.deletes(LOG);
    world.exchange.writes('SEND2019052816-1.LOG', 1);
    const { problems } = await world.shipper.drain();
    expect(problems).toEqual([{ name: 'file-vanished', path: world.exchange.log(LOG).path, shippedUpTo: 0 }]);
    expectServerHolds(world, 'SEND2019052816-1.LOG');
  });

  it('never ships a new log under the name of the one that it replaced', async () => {
    world.exchange.writes(LOG, 3);
    const former = world.exchange.log(LOG);
    await world.powerFails('before', 'store');
    world.exchange.begin(LOG);
    world.exchange.writes(LOG, 6);
    const { problems } = await world.shipper.drain();
    expect(problems).toEqual([{ name: 'file-vanished', path: former.path, shippedUpTo: 0 }]);
    expect(world.held(former)).toHaveLength(0);
    expectServerHolds(world, LOG);
  });

  it('reports a log that became shorter and ships nothing of it twice', async () => {
    await play(world, `exchange writes ${LOG} 3 lines`);
    await world.shipper.drain();
    world.exchange.truncates(LOG, 300);
    const { problems } = await world.shipper.drain();
    expect(problems).toMatchObject([{ name: 'file-truncated', size: 300 }]);
    expect(world.mailflow.puts).toBe(1);
  });

  it('goes on where it was when a log was moved to another folder of the same stream', async () => {
    await play(world, `exchange writes ${LOG} 3 lines`);
    await world.shipper.drain();
    world.exchange.moves(LOG, `archive/${SEND_FOLDER}`);
    const report = await world.shipper.drain();
    expect(report).toMatchObject({ files: 1, chunks: 0, alreadyThere: 0, problems: [] });
  });

  it('ships a log once when another folder holds a copy', async () => {
    await play(world, `exchange writes ${LOG} 3 lines`);
    const copy = join(world.exchange.installPath, 'copy', SEND_FOLDER, LOG);
    mkdirSync(join(copy, '..'), { recursive: true });
    writeFileSync(copy, readFileSync(world.exchange.log(LOG).path));
    const { problems, chunks } = await world.shipper.drain();
    expect(chunks).toBe(1);
    expect(problems).toMatchObject([{ name: 'file-skipped', reason: 'same-log-elsewhere' }]);
  });
});

describe('Exchange’s folders belong to others', () => {
  /** Root may read everything, so the story goes on as somebody else. */
  async function withoutPrivileges<T>(story: () => Promise<T>): Promise<T> {
    if (process.geteuid?.() !== 0) return story();
    chmodSync(world.folder, 0o755);
    chmodSync(dirname(world.stateFile), 0o777);
    process.seteuid?.(65_534);
    try {
      return await story();
    } finally {
      process.seteuid?.(0);
    }
  }

  beforeEach(() => {
    mkdirSync(dirname(world.stateFile));
  });

  it('ships the other logs when one can’t be read, and that one when it can', async () => {
    world.exchange.writes(LOG, 2);
    world.exchange.writes('SEND2019052816-1.LOG', 2);
    const { path } = world.exchange.log(LOG);
    chmodSync(path, 0);
    const { problems } = await withoutPrivileges(() => world.shipper.drain());
    expect(problems).toEqual([{ name: 'file-unreadable', path, code: 'EACCES' }]);
    expectServerHolds(world, 'SEND2019052816-1.LOG');

    chmodSync(path, 0o644);
    await withoutPrivileges(() => world.shipper.drain());
    expectServerHolds(world, LOG);
  });

  it('forgets no position while a folder can’t be read', async () => {
    world.exchange.writes(LOG, 2);
    await withoutPrivileges(() => world.shipper.drain());
    const folder = dirname(world.exchange.log(LOG).path);
    chmodSync(folder, 0);
    const { problems } = await withoutPrivileges(() => world.shipper.drain());
    expect(problems).toContainEqual({ name: 'folder-unreadable', folder, code: 'EACCES' });

    chmodSync(folder, 0o755);
    world.exchange.writes(LOG, 2);
    await withoutPrivileges(() => world.shipper.drain());
    expectServerHolds(world, LOG);
    expect(world.mailflow.blobs.size).toBe(2);
  });
});
