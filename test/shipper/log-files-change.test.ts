import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ShipProblem } from '../../lib/shipper/events.js';
import { SEND_FOLDER } from './exchange-server.js';
import { play } from './program.js';
import { expectServerHolds, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';

let world: World;
beforeEach(async () => {
  world = await World.begin();
});
afterEach(() => world.end());

const names = (problems: readonly ShipProblem[]): string[] => problems.map(({ name }) => name);

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
    const { path, content } = world.exchange.log(LOG);
    expect(problems).toEqual([{ name: 'file-vanished', path, shippedUpTo: 0, lostBytes: content.length }]);
    expectServerHolds(world, 'SEND2019052816-1.LOG');
  });

  it('never ships a new log under the name of the one that it replaced', async () => {
    world.exchange.writes(LOG, 3);
    const former = world.exchange.log(LOG);
    await world.powerFails('before', 'store');
    world.exchange.begin(LOG);
    world.exchange.writes(LOG, 6);
    const { problems } = await world.shipper.drain();
    expect(problems).toEqual([{ name: 'file-vanished', path: former.path, shippedUpTo: 0, lostBytes: former.content.length }]);
    expect(world.held(former)).toHaveLength(0);
    expectServerHolds(world, LOG);
  });

  it('remembers for a week what was deleted unread, also what went while it did not run', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    world.exchange.writes(LOG, 9);
    world.exchange.writes('SEND2019052816-1.LOG', 5);
    world.mailflow.meets('store', { status: 400, headers: { 'x-ms-error-code': 'InvalidMetadata' } });
    await world.shipper.drain();
    const { path, date, content } = world.exchange.log(LOG);
    world.exchange.deletes(LOG);
    world.restartShipper();
    const { problems } = await world.shipper.drain();
    expect(problems).toEqual([{ name: 'file-vanished', path, shippedUpTo: 0, lostBytes: content.length }]);
    const lost = { stream: 'hub/smtp-send', name: LOG, date, from: 0, bytes: content.length, at: expect.any(String) };
    expect((await world.remembered()).lost).toEqual([lost]);

    world.now += 8 * 24 * 3_600_000;
    world.exchange.deletes('SEND2019052816-1.LOG');
    await world.shipper.drain();
    expect((await world.remembered()).lost).toEqual([]);
  });

  it('names what was deleted unread once, in whichever row of the state the power fails', async () => {
    for (const name of [LOG, 'SEND2019052816-1.LOG', 'SEND2019052817-1.LOG']) world.exchange.writes(name, 3);
    await world.powerFails('before', 'store');
    const before = world.stateCopy() ?? '';
    world.exchange.deletes(LOG);
    world.exchange.begin('SEND2019052816-1.LOG');
    await world.shipper.drain();
    const rows = (world.stateCopy() ?? '').slice(before.length).match(/.*\n/g) ?? [];
    const lost = (await world.remembered()).lost.map(({ name }) => name).sort();
    expect(lost).toEqual([LOG, 'SEND2019052816-1.LOG']);
    for (const count of rows.keys()) {
      world.restoresState(before + rows.slice(0, count).join(''));
      await world.shipper.drain();
      expect((await world.remembered()).lost.map(({ name }) => name).sort()).toEqual(lost);
    }
  });

  it('knows a log that goes before it was its turn, however long the backlog', async () => {
    world.exchange.writes(LOG, 3);
    world.exchange.writes('SEND2019052816-1.LOG', 4);
    const { path, content } = world.exchange.log('SEND2019052816-1.LOG');
    world.restartShipper({ maxChunkBytes: 100 });
    world.exchange.writes(LOG, 300); // so many chunks that they go in several batches
    world.mailflow.meets('store', 'something else happens');
    world.mailflow.onMishap = () => {
      world.exchange.deletes('SEND2019052816-1.LOG');
    };
    const { problems } = await world.shipper.drain();
    expect(problems).toEqual([{ name: 'file-vanished', path, shippedUpTo: 0, lostBytes: content.length }]);
    expectServerHolds(world, LOG);
  });

  it('names the bytes that waited for the rest of their record when the log is deleted', async () => {
    await play(world, `exchange writes ${LOG} 3 lines\n shipper ships`);
    const { content } = world.exchange.log(LOG);
    await play(world, `exchange writes ${LOG} half a line\n shipper ships`);
    const { path, content: all } = world.exchange.log(LOG);
    world.exchange.deletes(LOG);
    const { problems } = await world.shipper.drain();
    expect(problems).toContainEqual({ name: 'file-vanished', path, shippedUpTo: content.length, lostBytes: all.length - content.length });
  });

  it('keeps all positions while a folder is away, such as a share, and goes on where it was when it is back', async () => {
    await play(world, `exchange writes ${LOG} 3 lines`);
    await world.shipper.drain();
    const folder = join(world.exchange.installPath, SEND_FOLDER);
    const away = join(world.folder, 'away');
    renameSync(folder, away);
    for (let round = 0; round < 2; round += 1) expect(names((await world.shipper.drain()).problems)).toEqual(['no-logs-found']);
    renameSync(away, folder);
    await play(world, `exchange writes ${LOG} 2 lines`);
    expect(await world.shipper.drain()).toMatchObject({ chunks: 1, alreadyThere: 0, problems: [] });
    expectServerHolds(world, LOG);
  });

  it('takes back that a log was lost when it is there again', async () => {
    await play(world, `exchange writes ${LOG} 3 lines`);
    await world.powerFails('before', 'store');
    const { path } = world.exchange.log(LOG);
    renameSync(path, `${path}.away`);
    await world.shipper.drain();
    expect((await world.remembered()).lost).toHaveLength(1);
    renameSync(`${path}.away`, path);
    await world.shipper.drain();
    expect((await world.remembered()).lost).toEqual([]);
    expectServerHolds(world, LOG);
  });

  it('ships what comes in an hour that the clock has seen before, and in one that it has skipped', async () => {
    for (const name of [
      'SEND2019102700-1.LOG',
      'SEND2019102701-1.LOG',
      'SEND2019102701-2.LOG',
      'SEND2019102700-2.LOG',
      'SEND2019102705-1.LOG',
    ]) {
      await play(world, `exchange writes ${name} 2 lines\n shipper ships`);
    }
    for (const { name } of world.exchange.logs) expectServerHolds(world, name);
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
