import { existsSync, writeFileSync } from 'node:fs';
import { shipCommand, type ShipCommandOptions } from '../../lib/cli/ship-command.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { GOOD_TOKEN } from './mailflow-server.js';
import { expectServerHolds, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';

let world: World;
beforeEach(async () => {
  world = await World.begin();
  world.exchange.writes(LOG, 3);
});
afterEach(() => world.end());

/** Runs `mailflow ship`. */
async function ship(options: Partial<ShipCommandOptions> = {}, stop = new AbortController()) {
  const terminal = recordingTerminal();
  const settings = { api: world.mailflow.url, token: GOOD_TOKEN, state: world.stateFile, codec: 'br', ...options } as const;
  const code = await shipCommand([world.exchange.installPath], settings, terminal, stop.signal);
  return { code, said: terminal.said, complained: terminal.complained };
}

describe('mailflow ship', () => {
  it('ends with 0 when all was shipped', async () => {
    const { code, said, complained } = await ship();
    expect({ code, complained }).toEqual({ code: 0, complained: [] });
    expect(said.at(-1)).toMatch(/^1 logs found; 1 chunks shipped \(\d+ bytes, \d+ on the wire\)\.$/);
    expectServerHolds(world, LOG);
  });

  it('ends with 1 and one line when another shipper uses the state file, watching or not', async () => {
    const stop = new AbortController();
    const first = ship({ watch: true }, stop);
    while (!existsSync(`${world.stateFile}.lock`)) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const watch of [false, true]) {
      const { code, said, complained } = await ship({ watch });
      expect({ code, said }).toEqual({ code: 1, said: [] });
      expect(complained.at(-1)).toMatch(new RegExp(`^mailflow ship: Another shipper uses .*; it is process ${process.pid} on `));
    }
    stop.abort();
    expect((await first).code).toBe(0);
  });

  it('shows no control characters of a proxy’s answer', async () => {
    world.mailflow.meets('grants', { status: 409, body: JSON.stringify({ title: 'No\u001b[2J\r\nmailflow ship: all is well' }) });
    const { code, complained } = await ship();
    expect(code).toBe(1);
    expect(complained.join('\n')).toContain('No\\u{1b}[2J\\u{d}\\u{a}mailflow ship: all is well');
  });
});

describe('Ctrl+C', () => {
  it('lets the chunk under way arrive, keeps the position, says so and ends with 1', async () => {
    for (const hour of [16, 17, 18]) world.exchange.writes(`SEND20190528${hour}-1.LOG`, 3);
    const stop = new AbortController();
    world.mailflow.meets('store', 'something else happens', 1);
    world.mailflow.onMishap = () => {
      stop.abort();
    };
    const { code, said, complained } = await ship({}, stop);
    expect(code).toBe(1);
    expect(said.at(-1)).toMatch(/^4 logs found; 2 chunks shipped/);
    expect(complained).toEqual(['mailflow ship: Interrupted. All positions are kept; run it again to ship the rest.']);

    expect(await ship()).toMatchObject({
      code: 0,
      said: expect.arrayContaining([expect.stringMatching(/^4 logs found; 2 chunks shipped/)]),
    });
    for (const { name } of world.exchange.logs) expectServerHolds(world, name);
    expect(world.mailflow.puts).toBe(4);
  });

  it('does not wait for the next attempt when the service is away', async () => {
    const stop = new AbortController();
    world.mailflow.meets('grants', { status: 503, headers: { 'retry-after': '300' } });
    const shipping = ship({}, stop);
    setTimeout(() => {
      stop.abort();
    }, 300);
    expect((await shipping).code).toBe(1);
    expect((await ship()).code).toBe(0);
    expectServerHolds(world, LOG);
  });

  it('counts as a whole run when all was shipped before it came', async () => {
    const stop = new AbortController();
    world.mailflow.meets('store', 'something else happens');
    world.mailflow.onMishap = () => {
      stop.abort();
    };
    expect((await ship({}, stop)).code).toBe(0);
  });
});

it('a state file that is damaged is told, and nothing is stored twice', async () => {
  await ship();
  writeFileSync(world.stateFile, '{');
  const { code, complained } = await ship();
  expect(code).toBe(1);
  expect(complained.join()).toMatch(/can't be used \(it is no whole JSON document\).*not stored twice/);
  expect(world.mailflow.blobs.size).toBe(1);
});
