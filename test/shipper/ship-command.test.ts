import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
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
  const code = await shipCommand([world.exchange.installPath], settings, terminal, stop.signal, { environment: {}, rank: () => undefined });
  return { code, said: terminal.said, complained: terminal.complained };
}

describe('mailflow ship', () => {
  it('ends with 0 when all was shipped', async () => {
    const { code, said, complained } = await ship();
    expect({ code, complained }).toEqual({ code: 0, complained: [] });
    expect(said.at(-1)).toMatch(/^1 logs found; 1 chunks shipped \(\d+ bytes, \d+ on the wire\)\.$/);
    expectServerHolds(world, LOG);
  });

  it('ends with 4 and one line when another shipper uses the state file, watching or not', async () => {
    const stop = new AbortController();
    const first = ship({ watch: true }, stop);
    while (!existsSync(`${world.stateFile}.lock`)) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const watch of [false, true]) {
      const { code, said, complained } = await ship({ watch });
      expect({ code, said }).toEqual({ code: 4, said: [] });
      expect(complained.at(-1)).toMatch(new RegExp(`^mailflow ship: Another shipper uses .*; it is process ${process.pid} on `));
    }
    stop.abort();
    expect((await first).code).toBe(0);
  });

  it('ends with 3 when Mailflow refuses the token', async () => {
    expect(await ship({ token: 'mfs_revoked' })).toMatchObject({
      code: 3,
      complained: [expect.stringContaining('refused the token (401)')],
    });
  });

  it('ends with 2 when the settings can’t be used, and sends nothing', async () => {
    const config = join(world.folder, 'shipper.yaml');
    writeFileSync(config, `api: ${world.mailflow.url}\nchunkKib: 1\n`);
    expect(await ship({ config })).toEqual({
      code: 2,
      said: [],
      complained: [`mailflow ship: ${config}, line 2: there is no setting “chunkKib”; did you mean “chunkKiB”?`],
    });
    expect(await ship({ api: 'http://mailflow.example' })).toMatchObject({
      code: 2,
      complained: [expect.stringContaining('https address')],
    });
    expect(world.mailflow.grantRequests).toEqual([]);
  });

  it('ends with 5 when the state can’t be kept', async () => {
    mkdirSync(`${world.stateFile}.new`, { recursive: true });
    const { code, complained } = await ship();
    expect({ code, complained }).toEqual({
      code: 5,
      complained: [expect.stringMatching(/can't be written \(EISDIR\), so nothing is sent/)],
    });
  });

  it('works by a config file alone, with Exchange’s own folders and a log of what it says', async () => {
    const config = join(world.folder, 'shipper.yaml');
    writeFileSync(join(world.folder, 'token'), `${GOOD_TOKEN}\n`);
    writeFileSync(config, `api: ${world.mailflow.url}\nstateFile: state/shipper.json\nlogFile: shipper.log\n`);
    const terminal = recordingTerminal();
    const ranks: number[] = [];
    const ownProcess = { environment: { ExchangeInstallPath: world.exchange.installPath }, rank: (rank: number) => ranks.push(rank) };
    expect(await shipCommand([], { config }, terminal, new AbortController().signal, ownProcess)).toBe(0);
    expect(ranks).toEqual([constants.priority.PRIORITY_BELOW_NORMAL]);
    expectServerHolds(world, LOG);
    expect(readFileSync(join(world.folder, 'shipper.log'), 'utf8')).toContain('Shipped hub/smtp-send');

    expect(await shipCommand([], { config, status: true, json: true }, terminal, new AbortController().signal, ownProcess)).toBe(1);
    expect(JSON.parse(terminal.said.at(-1) ?? '')).toMatchObject({
      running: null,
      backlogBytes: 0,
      logs: [{ file: LOG, pendingBytes: 0 }],
    });
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
  expect(complained.join()).toMatch(/can't be used \(it is no whole state of a shipper\).*not stored twice/);
  expect(world.mailflow.blobs.size).toBe(1);
});
