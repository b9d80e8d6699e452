import type { ShipProblem } from '../../lib/shipper/events.js';
import { OVERWRITE_REFUSALS } from './mailflow-server.js';
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
