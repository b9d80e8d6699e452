import type { ChunkRequest } from '../../lib/contract/uploads.js';
import { play } from './program.js';
import { expectServerHolds, expectServerHoldsAll, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';
const LATER_LOG = 'SEND2019052816-1.LOG';

let world: World;
beforeEach(async () => {
  world = await World.begin();
});
afterEach(() => world.end());

/** Where the store's chunks of the log end. */
function edges(): readonly number[] {
  return world.mailflow.chunksOf(LOG, world.exchange.log(LOG).date).map(({ chunk }) => chunk.to);
}

/** The ledger knows a chunk of the log that nobody has uploaded. */
function granted(from: number, to: number): void {
  const { name, date } = world.exchange.log(LOG);
  const chunk: ChunkRequest = { stream: 'hub/smtp-send', file: name, date, from, to, codec: 'br' };
  world.mailflow.ledger.push(chunk);
}

const CUT_BY_AGE = `
  exchange writes ${LOG} 3 lines
  5 seconds pass
  shipper  ships
  exchange writes ${LOG} 2 lines
  shipper  ships
  exchange writes ${LOG} 4 lines
  shipper  ships
  server   holds 3 chunks`;

describe('a shipper whose memory fails cuts a log as Mailflow remembers it', () => {
  it('when the state file is lost: nothing is stored twice, and the log goes on', async () => {
    await play(world, CUT_BY_AGE);
    world.restoresState();
    await play(
      world,
      `
      exchange writes ${LOG} 2 lines
      shipper  ships
      server   holds ${LOG}
      server   holds 4 chunks`,
    );
    expect(world.eventNames().filter((name) => name === 'chunk-already-stored')).toHaveLength(3);
  });

  it('when an older copy of the state file is put back', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 3 lines
      shipper  ships`,
    );
    const copy = world.stateCopy();
    await play(
      world,
      `
      exchange writes ${LOG} 2 lines
      shipper  ships
      exchange writes ${LOG} 2 lines
      shipper  ships
      server   holds 3 chunks`,
    );
    world.restoresState(copy);
    await play(
      world,
      `
      shipper  ships
      server   holds ${LOG}
      server   holds 3 chunks`,
    );
  });

  it('when it lost a log of many pieces, and asks few times', async () => {
    for (let count = 0; count < 30; count += 1) await play(world, `exchange writes ${LOG} 1 line\n shipper ships`);
    const before = world.mailflow.grantRequests.length;
    world.restoresState();
    await world.shipper.drain();
    expectServerHolds(world, LOG);
    expect(world.mailflow.blobs.size).toBe(30);
    // The server of these tests names three pieces at a time.
    expect(world.mailflow.grantRequests.length - before).toBeLessThanOrEqual(1 + 30 / 3);
  });

  it('when it is set to another compression meanwhile', async () => {
    await play(world, CUT_BY_AGE);
    world.restartShipper({ codec: 'gz' });
    world.restoresState();
    await play(
      world,
      `
      shipper  ships
      server   holds ${LOG}
      server   holds 3 chunks`,
    );
  });

  it('and says so in the report, as no problem', async () => {
    await play(world, CUT_BY_AGE);
    world.restoresState();
    expect(await world.shipper.drain()).toMatchObject({ chunks: 0, alreadyThere: 3, problems: [], stopped: false });
    expect(world.events).toContainEqual({ name: 'ledger-followed', file: LOG, stream: 'hub/smtp-send', from: 0, pieces: 3 });
  });
});

describe('two shippers of one server, each with its own memory', () => {
  it('ship each byte once when they take turns', async () => {
    const other = world.otherShipper('other.json', { maxChunkBytes: 700, codec: 'gz' });
    for (let turn = 0; turn < 4; turn += 1) {
      await play(world, `exchange writes ${LOG} 5 lines\n shipper ships\n exchange writes ${LOG} 3 lines`);
      await other.drain();
    }
    await world.shipper.drain();
    expectServerHolds(world, LOG);
  });
});

describe('what was granted and never came', () => {
  beforeEach(() => {
    world.exchange.writes(LOG, 9);
  });

  it('is uploaded by whoever asks next, with what lies before and behind', async () => {
    granted(400, 700);
    await world.shipper.drain();
    expectServerHolds(world, LOG);
    expect(edges()).toEqual([400, 700, world.exchange.log(LOG).content.length]);
  });

  it('may end in the middle of a record: a boundary that was given out is a boundary', async () => {
    granted(0, 333);
    granted(333, 335);
    await world.shipper.drain();
    expectServerHolds(world, LOG);
    expect(edges()).toEqual([333, 335, world.exchange.log(LOG).content.length]);
  });

  it('is uploaded whole when it began before the shipper’s own position', async () => {
    await world.shipper.drain();
    const [end = 0] = edges();
    world.exchange.writes(LOG, 4);
    granted(end - 100, end + 100);
    await world.shipper.drain();
    const { content, date } = world.exchange.log(LOG);
    const ranges = world.mailflow.chunksOf(LOG, date).map(({ chunk, headers }) => [chunk.from, chunk.to, headers['x-ms-meta-firstline']]);
    const lineAt = (offset: number) => String(content.subarray(0, offset).toString('latin1').split('\n').length);
    expect(ranges).toEqual([
      [0, end, '1'],
      [end - 100, end + 100, lineAt(end - 100)],
      [end + 100, content.length, lineAt(end + 100)],
    ]);
  });

  it('comes one after the other where known chunks overlap each other, from before Mailflow saw to it', async () => {
    granted(0, 500);
    granted(300, 800);
    const { problems } = await world.shipper.drain();
    expect(problems).toEqual([]);
    expect(edges()).toEqual([500, 800, world.exchange.log(LOG).content.length]);
  });

  it('holds up a log that is shorter than what is known of it; nothing is sent of it', async () => {
    const size = world.exchange.log(LOG).content.length;
    granted(0, size + 1000);
    const { problems } = await world.shipper.drain();
    expect(problems).toMatchObject([{ name: 'file-truncated', size, shippedUpTo: size + 1000 }]);
    expect(world.mailflow.puts).toBe(0);

    await play(world, `exchange writes ${LOG} 20 lines\n shipper ships\n server holds ${LOG}`);
  });
});

describe('an API that never agrees', () => {
  for (const { told, held } of [
    { told: 'says that the same bytes are known in yet other pieces, over and over', held: { from: 10, to: 20, codec: 'br' } },
    { told: 'says that these very bytes are known', held: { from: 0, to: 20, codec: 'br' } },
    { told: 'speaks of bytes that nobody asked for', held: { from: 100_000, to: 100_001, codec: 'br' } },
  ] as const) {
    it(`${told}: the log waits, and is shipped when the API agrees`, async () => {
      world.exchange.writes(LOG, 3);
      world.mailflow.disagrees = [held];
      const { problems, stopped } = await world.shipper.drain();
      expect({ problems, stopped }).toMatchObject({ problems: [{ name: 'ranges-disagree', file: LOG }], stopped: false });
      expect(world.mailflow.grantRequests.length).toBeLessThanOrEqual(2);
      expect(world.mailflow.puts).toBe(0);

      world.mailflow.disagrees = undefined;
      await world.shipper.drain();
      expectServerHolds(world, LOG);
    });
  }
});

describe('the end of a log that Exchange has done with', () => {
  const HALF_A_LINE = `
    exchange writes ${LOG} 3 lines
    exchange writes ${LOG} half a line
    shipper  ships
    server   holds ${LOG}                    # without the half line`;

  it('is shipped, half a line or not, an hour after the last write when a newer log exists', async () => {
    await play(world, HALF_A_LINE);
    await play(
      world,
      `
      exchange writes ${LATER_LOG} 1 line
      3590 seconds pass
      shipper  ships
      server   holds ${LOG}                  # still without
      20 seconds pass`,
    );
    expect(await world.shipper.drain()).toMatchObject({ waiting: 0 });
    expectServerHoldsAll(world, LOG);
    await play(world, 'shipper ships\n server holds 3 chunks');
  });

  it('comes in one chunk with what else is new, in a single run', async () => {
    world.exchange.writes(LOG, 3);
    world.exchange.writesHalfALine(LOG);
    world.exchange.writes(LATER_LOG, 1);
    world.now += 3_700_000;
    await play(world, 'shipper ships\n server holds 2 chunks');
    expectServerHoldsAll(world, LOG);
  });

  it('waits as long as there is no newer log of the same stream: on a quiet night Exchange may still have the other half', async () => {
    await play(world, HALF_A_LINE);
    await play(
      world,
      `
      exchange writes RECV2019052816-1.LOG 1 line
      99999 seconds pass
      shipper  ships
      server   holds ${LOG}`,
    );
  });

  it('is shipped as soon as the options say', async () => {
    world.restartShipper({ finishedAfterMilliseconds: 60_000 });
    await play(world, `${HALF_A_LINE}\n exchange writes ${LATER_LOG} 1 line\n 61 seconds pass\n shipper ships`);
    expectServerHoldsAll(world, LOG);
  });

  it('leaves nothing to wait for when Exchange stopped in the header', async () => {
    world.exchange.begin(LATER_LOG);
    world.exchange.truncates(world.exchange.begin(LOG).name, 100);
    expect(await world.shipper.drain()).toMatchObject({ waiting: 1 });
    world.now = Date.now() + 3_700_000;
    expect(await world.shipper.drain()).toMatchObject({ waiting: 0, problems: [] });
  });
});
