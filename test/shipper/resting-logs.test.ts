import { closeSync, openSync, statSync, utimesSync, writeSync } from 'node:fs';
import { play } from './program.js';
import { expectServerHolds, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';
const SUCCESSOR = 'SEND2019052816-1.LOG';
const AN_HOUR = 3_600_000;
const FIVE_MINUTES = 300_000;

let world: World;
beforeEach(async () => {
  world = await World.begin();
  await play(
    world,
    `
    exchange writes ${LOG} 3 lines
    exchange writes ${SUCCESSOR} 2 lines
    shipper  ships`,
  );
  world.now += AN_HOUR + 60_000;
  await world.shipper.drain();
});
afterEach(() => world.end());

/** Makes another file of it that looks like the one before, so that only who opens it can tell. */
function spoilUnseen(path: string): void {
  const { atime, mtime } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, 'X', 0);
  closeSync(file);
  utimesSync(path, atime, mtime);
}

describe('a log of which nothing is left to ship, and with which Exchange has done', () => {
  it('is remembered on the disk with how it looked', async () => {
    const { files } = await world.remembered();
    expect(files.map(({ name, look }) => [name, look?.size])).toEqual([
      [LOG, world.exchange.log(LOG).content.length],
      [SUCCESSOR, undefined],
    ]);
  });

  it('is not opened again, also not by the next start', async () => {
    spoilUnseen(world.exchange.log(LOG).path);
    expect(await world.shipper.drain()).toMatchObject({ files: 2, problems: [] });
    world.restartShipper();
    expect(await world.shipper.drain()).toMatchObject({ files: 2, problems: [] });
  });

  it('is looked at again after five minutes, and goes on when it grew after all', async () => {
    world.exchange.writes(LOG, 2);
    world.now += FIVE_MINUTES - 60_000;
    expect(await world.shipper.poll()).toMatchObject({ chunks: 0 });
    world.now += 60_000;
    for (let polls = 0; polls < 3; polls += 1) {
      await world.shipper.poll();
      world.now += 10_000;
    }
    expectServerHolds(world, LOG);
  });

  it('goes on at once when it grew while no shipper ran', async () => {
    world.exchange.writes(LOG, 2);
    world.restartShipper();
    expect(await world.shipper.drain()).toMatchObject({ chunks: 1, alreadyThere: 0 });
    expectServerHolds(world, LOG);
  });

  it('gives way to another log that Exchange begins under its name', async () => {
    world.exchange.begin(LOG);
    world.exchange.writes(LOG, 4);
    world.restartShipper();
    expect(await world.shipper.drain()).toMatchObject({ chunks: 1, problems: [] });
    expectServerHolds(world, LOG);
  });

  it('is shipped once more when the configuration counts it to another stream', async () => {
    world.restartShipper({ roots: [{ folder: world.exchange.installPath, stream: 'frontend/smtp-send' }] });
    expect(await world.shipper.drain()).toMatchObject({ chunks: 2, problems: [] });
    expect((await world.remembered()).files.map(({ stream }) => stream)).toEqual(['frontend/smtp-send', 'frontend/smtp-send']);
  });

  it('is forgotten when Exchange deletes it', async () => {
    world.exchange.deletes(LOG);
    expect(await world.shipper.drain()).toMatchObject({ files: 1, problems: [] });
    expect((await world.remembered()).files.map(({ name }) => name)).toEqual([SUCCESSOR]);
  });

  it('counts among the files of the heartbeat, and nothing of it as waiting', async () => {
    await world.whileWatching({ heartbeatMilliseconds: 20 }, async () => {
      while (world.mailflow.heartbeats.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    });
    expect(world.mailflow.heartbeats.at(-1)).toMatchObject({ files: 2, backlogBytes: 0, lagSeconds: 0 });
  });
});

it('a state that somebody changes while the shipper runs ends one round, and is taken as it is by the next one', async () => {
  world.exchange.writes(SUCCESSOR, 1);
  const copy = world.stateCopy() ?? '';
  world.restoresState(copy);
  await world.shipper.drain();
  const shipper = world.shipper;
  world.restoresState();
  world.exchange.writes(SUCCESSOR, 1);
  await expect(shipper.drain()).rejects.toMatchObject({ name: 'StateFailure' });
  expect(await shipper.drain()).toMatchObject({ problems: [] });
  for (const name of [LOG, SUCCESSOR]) expectServerHolds(world, name);
});
