import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ShipProblem } from '../../lib/shipper/events.js';
import { play } from './program.js';
import { expectServerHolds, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';

let world: World;
beforeEach(async () => {
  world = await World.begin();
});
afterEach(() => world.end());

const names = (problems: readonly ShipProblem[]): string[] => problems.map(({ name }) => name);

describe('the state file', () => {
  const damages: Record<string, (whole: string) => string> = {
    'ends in the middle': (whole) => whole.slice(0, whole.length / 2),
    'is of a newer version': (whole) => whole.replace('"version":3', '"version":7'),
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

  it('of version 1 is taken over: nothing is sent a second time', async () => {
    await play(world, `exchange writes ${LOG} 4 lines`);
    await world.shipper.drain();
    const memory = await world.remembered();
    const files = JSON.stringify(memory.files.map(({ size: _size, ...file }) => file));
    const sha256 = createHash('sha256').update(files).digest('hex');
    writeFileSync(world.stateFile, `{"version":1,"sha256":"${sha256}","files":${files}}\n`);
    world.restartShipper();
    expect(await world.shipper.drain()).toMatchObject({ chunks: 0, alreadyThere: 0, problems: [] });
  });

  it('of version 2, one document, is taken over: nothing is sent a second time', async () => {
    await play(world, `exchange writes ${LOG} 4 lines`);
    await world.shipper.drain();
    const memory = await world.remembered();
    const sha256 = createHash('sha256').update(JSON.stringify(memory)).digest('hex');
    writeFileSync(world.stateFile, `${JSON.stringify({ version: 2, memory, sha256 })}\n`);
    world.restartShipper();
    expect(await world.shipper.drain()).toMatchObject({ chunks: 0, alreadyThere: 0, problems: [] });
  });

  it('finds no room on the disk: nothing is sent, and all of it is when there is room again', async () => {
    world.exchange.writes(LOG, 2);
    mkdirSync(dirname(world.stateFile), { recursive: true });
    // The only disk of which everybody may say that it is full.
    symlinkSync('/dev/full', `${world.stateFile}.new`);
    await expect(world.shipper.drain()).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(world.mailflow.puts).toBe(0);

    unlinkSync(`${world.stateFile}.new`);
    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });

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
    const before = statSync(world.stateFile, { bigint: true });
    await world.shipper.drain();
    const { ino, mtimeNs } = statSync(world.stateFile, { bigint: true });
    expect({ ino, mtimeNs }).toEqual({ ino: before.ino, mtimeNs: before.mtimeNs });
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
    expect((await world.remembered()).files.map(({ name }) => name)).toEqual(['SEND2019052816-1.LOG']);
  });
});
