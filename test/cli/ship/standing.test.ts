import { standing, type Standing } from '../../../lib/cli/ship/standing.js';
import { printStanding } from '../../../lib/cli/ship/print-standing.js';
import { settingsOf } from '../../../lib/shipper/options.js';
import { watch } from '../../../lib/shipper/ship.js';
import { withStateLock } from '../../../lib/shipper/state-lock.js';
import { World } from '../../shipper/world.js';

const LOG = 'SEND2019052815-1.LOG';
const NOW = Date.parse('2019-05-28T16:00:00Z');

let world: World;
beforeEach(async () => {
  world = await World.begin();
});
afterEach(() => world.end());

async function stands(): Promise<Standing> {
  return standing(world.stateFile, settingsOf(world.options).findRoots, NOW);
}

/** The time of a log's first record. */
function firstRecord(name: string): number {
  return Date.parse(/^(2019-[^,]+),/m.exec(world.exchange.log(name).content.toString())?.[1] ?? '');
}

describe('mailflow ship --status', () => {
  it('says of each log what is shipped, what waits and since when, though no shipper runs', async () => {
    world.exchange.writes(LOG, 2);
    await world.shipper.drain();
    const shippedBytes = world.exchange.log(LOG).content.length;
    world.exchange.writes('RECV2019052815-1.LOG', 4);
    world.exchange.writesHalfALine(LOG);
    const { logs, backlogBytes, lagSeconds, running, healthy } = await stands();
    const { content } = world.exchange.log('RECV2019052815-1.LOG');
    const lag = Math.round((NOW - firstRecord('RECV2019052815-1.LOG')) / 1000);
    const half = world.exchange.log(LOG).content.length - shippedBytes;
    expect(logs.map(({ path: _path, ...log }) => log)).toEqual([
      {
        stream: 'frontend/smtp-receive',
        file: 'RECV2019052815-1.LOG',
        bytes: content.length,
        shippedBytes: 0,
        pendingBytes: content.length,
        lagSeconds: lag,
      },
      // The half line that Exchange is still writing is no lag.
      { stream: 'hub/smtp-send', file: LOG, bytes: shippedBytes + half, shippedBytes, pendingBytes: half, lagSeconds: 0 },
    ]);
    expect({ backlogBytes, lagSeconds, running, healthy }).toEqual({
      backlogBytes: content.length + half,
      lagSeconds: lag,
      running: null,
      healthy: false,
    });
  });

  it('changes nothing, and sends nothing', async () => {
    world.exchange.writes(LOG, 2);
    await stands();
    expect(world.stateCopy()).toBeUndefined();
    expect(world.mailflow.grantRequests).toEqual([]);
  });

  it('is well while a shipper runs and nothing waits', async () => {
    world.exchange.writes(LOG, 2);
    await world.shipper.drain();
    await withStateLock(world.stateFile, async () => {
      expect(await stands()).toMatchObject({ running: { pid: process.pid }, backlogBytes: 0, lagSeconds: 0, problems: [], healthy: true });
    });
  });

  it('says what the shipper that runs says of itself', async () => {
    const stop = new AbortController();
    const watching = watch({ ...world.options, token: 'mfs_revoked', pollMilliseconds: 5, heartbeatMilliseconds: 20 }, stop.signal);
    let now = await stands();
    while (now.problems.every((problem) => !problem.includes('refused the token'))) now = await stands();
    expect(now.healthy).toBe(false);
    stop.abort();
    await watching;
    expect(await stands()).toMatchObject({ running: null, lastSaid: { pid: process.pid } });
  });

  it('names what was deleted unread', async () => {
    world.exchange.writes(LOG, 2);
    await world.powerFails('before', 'store');
    world.exchange.deletes(LOG);
    await world.shipper.drain();
    const now = await stands();
    expect(now.deletedUnread).toMatchObject([{ name: LOG, from: 0 }]);
    expect(printStanding(now, NOW)).toMatch(
      /Deleted before all of it was shipped, in the last 7 days\n {2}hub\/smtp-send SEND2019052815-1\.LOG: at least/,
    );
  });

  it('reads well', async () => {
    for (const hour of [12, 13, 14]) world.exchange.writes(`SEND20190528${hour}-1.LOG`, 2);
    await world.shipper.drain();
    world.exchange.writes('SEND2019052815-1.LOG', 20);
    const lines = printStanding(await stands(), NOW).split('\n');
    expect(lines[0]).toMatch(/^No shipper runs on \S+\. Behind by 53 min: 2\.\d KiB wait\.$/);
    expect(lines.slice(1)).toEqual([
      '',
      expect.stringMatching(/^ {2}log +shipped +pending +lag$/),
      expect.stringMatching(/^ {2}hub\/smtp-send SEND2019052815-1\.LOG +0 bytes +2\.\d KiB +53 min$/),
      '  and 3 logs that are shipped whole',
    ]);
  });
});
