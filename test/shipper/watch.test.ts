import { rmSync } from 'node:fs';
import { settingsOf } from '../../lib/shipper/options.js';
import { shipOnce } from '../../lib/shipper/ship.js';
import { play } from './program.js';
import { expectServerHolds, until, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';

let world: World;
beforeEach(async () => {
  world = await World.begin();
});
afterEach(() => world.end());

describe('a chunk that still grows', () => {
  it('waits until it is old enough', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 2 lines
      shipper  polls
      server   holds nothing
      9 seconds pass
      exchange writes ${LOG} 2 lines
      shipper  polls
      server   holds nothing
      1 seconds pass
      shipper  polls
      server   holds ${LOG}
      server   holds 1 chunk`,
    );
  });

  it('is shipped at once when it is full', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    await play(
      world,
      `
      exchange writes ${LOG} 5 lines
      shipper  polls`,
    );
    expect(world.mailflow.blobs.size).toBeGreaterThan(0);
    const { wholeUpTo } = world.exchange.log(LOG);
    expect(world.held(world.exchange.log(LOG)).length).toBeGreaterThan(wholeUpTo - 400);
  });
});

describe('watching', () => {
  it('ships what Exchange writes, and the next log, until it is told to stop', async () => {
    await world.whileWatching({}, async () => {
      world.exchange.writes(LOG, 2);
      await until(() => world.mailflow.blobs.size === 1);
      world.exchange.writes(LOG, 2);
      await until(() => world.mailflow.blobs.size === 2);
      world.exchange.writes('SEND2019052816-1.LOG', 1);
      await until(() => world.mailflow.blobs.size === 3);
    });
    expectServerHolds(world, LOG);
    expectServerHolds(world, 'SEND2019052816-1.LOG');
  });

  it('stops at once in the middle of a request, and the next start goes on', async () => {
    world.exchange.writes(LOG, 2);
    world.mailflow.meets('store', 'says nothing');
    await world.whileWatching({}, () => until(() => world.mailflow.grantRequests.length === 1));
    world.restartShipper();
    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });

  it('outlives a folder that is missing, tells it once, and ships when it is there', async () => {
    rmSync(world.exchange.installPath, { recursive: true });
    await world.whileWatching({}, async () => {
      await until(() => world.events.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(world.eventNames()).toEqual(['folder-missing']);
      world.exchange.writes(LOG, 2);
      await until(() => world.mailflow.blobs.size === 1);
    });
    expectServerHolds(world, LOG);
  });

  it('looks no further at a log that has not changed, and sees it when it has', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 2 lines
      exchange writes ${LOG} half a line
      shipper  ships
      shipper  ships`,
    );
    expect(await world.shipper.drain()).toMatchObject({ files: 1, chunks: 0, waiting: 1 });
    await play(
      world,
      `
      exchange writes ${LOG} the other half
      shipper  ships
      server   holds ${LOG}`,
    );
  });
});

describe('options that can’t work are refused before anything is sent', () => {
  for (const { told, wrong, words } of [
    { told: 'an address without http', wrong: { apiUrl: 'mailflow.example' }, words: 'apiUrl is no http address: mailflow.example' },
    { told: 'an address without encryption', wrong: { apiUrl: 'http://mailflow.example' }, words: 'apiUrl has no encryption' },
    { told: 'an empty token', wrong: { token: '\r\n' }, words: 'the token is empty' },
    { told: 'chunks of no bytes', wrong: { maxChunkBytes: 0 }, words: 'maxChunkBytes is 0' },
    { told: 'chunks larger than a grant', wrong: { maxChunkBytes: 16 * 1024 * 1024 + 1 }, words: 'maxChunkBytes is 16777217' },
  ]) {
    it(told, async () => {
      await expect(shipOnce({ ...world.options, ...wrong })).rejects.toThrow(words);
    });
  }

  it('takes the largest chunk that a grant covers', () => {
    expect(settingsOf({ ...world.options, maxChunkBytes: 16 * 1024 * 1024 }).maxChunkBytes).toBe(16 * 1024 * 1024);
  });
});
