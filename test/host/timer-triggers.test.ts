import { setTimeout as delay } from 'node:timers/promises';
import { app } from '@azure/functions';
import type { Timer } from '@azure/functions';
import { startHost } from '../../lib/host/host.js';
import type { Host, LogEntry } from '../../lib/host/host.js';

const runs: { name: string; timer: Timer }[] = [];
const logged: LogEntry[] = [];
let host: Host;

beforeAll(async () => {
  host = await startHost({
    port: 0,
    connections: {},
    onLog: (entry) => logged.push(entry),
    loadFunctions: () => {
      for (const { name, schedule, runOnStartup } of [
        { name: 'every-second', schedule: '* * * * * *', runOnStartup: false },
        { name: 'nightly', schedule: '0 30 3 * * *', runOnStartup: false },
        { name: 'at-start', schedule: '0 30 3 * * *', runOnStartup: true },
      ]) {
        app.timer(name, {
          schedule,
          runOnStartup,
          handler: (timer) => {
            runs.push({ name, timer });
          },
        });
      }
      app.timer('fails-each-second', {
        schedule: '00:00:01',
        handler: () => {
          throw new Error('the table is gone');
        },
      });
    },
  });
});

afterAll(() => host.close());

describe('a timer function in the embedded host', () => {
  it('runs at the start where it asks for that, and the others do not', () => {
    expect(runs.map(({ name }) => name)).toEqual(['at-start']);
  });

  it('runs on demand, and is told when its next turn is', async () => {
    await host.runTimer('nightly');
    const run = runs.find(({ name }) => name === 'nightly');
    expect(run?.timer).toMatchObject({ isPastDue: false, scheduleStatus: { next: expect.stringMatching(/T03:30:00/) } });
  });

  it('runs when its time has come, again and again, even after a failure', async () => {
    await delay(2_500);
    expect(runs.filter(({ name }) => name === 'every-second').length).toBeGreaterThanOrEqual(2);
    expect(logged.filter((entry) => entry.function === 'fails-each-second').length).toBeGreaterThanOrEqual(2);
    expect(runs.filter(({ name }) => name === 'nightly').length).toBe(1);
  });

  it('tells who ran it that it failed', async () => {
    await expect(host.runTimer('fails-each-second')).rejects.toThrow('the table is gone');
  });

  it('must have the name of a timer', async () => {
    await expect(host.runTimer('weekly')).rejects.toThrow(
      'There is no timer function “weekly”; there are: every-second, nightly, at-start, fails-each-second.',
    );
  });

  it('runs no more once the host is closed', async () => {
    await host.close();
    const before = runs.length;
    await delay(1_200);
    expect(runs.length).toBe(before);
  });
});
