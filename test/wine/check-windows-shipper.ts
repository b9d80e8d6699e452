import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { World } from '../shipper/world.js';
import { GOOD_TOKEN } from '../shipper/mailflow-server.js';
import { VERSION } from '../../lib/shipper/version.js';

/**
 * Starts the packaged Windows executable under Wine, and has it ship real files to a real server: so its program, its paths and its way to open
 * files are seen to work. It says nothing of Windows itself. It takes Wine, which `npm test` must not: `npm run check-windows`.
 */
const EXECUTABLE = join(__dirname, '../../release', `mailflow-shipper-${VERSION}-windows-x64`, 'mailflow.exe');
const SEND = 'SEND2019052815-1.LOG';
const RECEIVE = 'RECV2019052815-1.LOG';
const PATIENCE = 60_000;

/** Wine's version is none that Node.js supports; and what Wine itself has to say is of no interest here. */
const ENVIRONMENT = { ...process.env, NODE_SKIP_PLATFORM_CHECK: '1', WINEDEBUG: '-all' };

async function main(): Promise<void> {
  if (spawnSync('wine', ['--version']).status !== 0) {
    process.stderr.write('To start the Windows executable here takes Wine, and there is no “wine” on the PATH.\n');
    process.exitCode = 1;
    return;
  }
  const world = await World.begin();
  try {
    assert.equal(await says(world, '--version'), `${VERSION}\n`);

    world.exchange.writes(SEND, 20);
    world.exchange.writes(RECEIVE, 5);
    const ship = ['ship', '--config', windows(configOf(world))];
    assert.match(await says(world, ...ship), /2 logs found; 2 chunks shipped/);
    for (const name of [SEND, RECEIVE]) assertHeld(world, name);
    assert.match(await says(world, ...ship), /2 logs found; 0 chunks shipped/);
    say('starts, ships byte for byte, and knows afterwards that it did');

    const following = start(world, ...ship, '--watch');
    await until(() => following.said().includes('Following'));
    world.exchange.deletes(RECEIVE);
    world.exchange.writes(SEND, 3);
    await until(() => held(world, SEND) === world.exchange.log(SEND).content.length);
    assertHeld(world, SEND);
    assert.equal(following.process.exitCode, null);
    following.process.kill('SIGKILL');
    await once(following.process, 'exit');
    say('follows a log that grows, and stands in nobody’s way who deletes one');
  } finally {
    await world.end();
  }
}

function configOf({ folder, exchange, mailflow }: World): string {
  const config = join(folder, 'shipper.yaml');
  const settings = { api: mailflow.url, folders: [windows(exchange.installPath)], chunkAgeSeconds: 1, pollSeconds: 0.2 };
  writeFileSync(config, JSON.stringify(settings));
  writeFileSync(join(folder, 'token'), GOOD_TOKEN);
  return config;
}

/** The path as Wine shows it to a program of Windows. */
function windows(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

interface Started {
  readonly process: ChildProcess;
  said(): string;
}

let runs = 0;

/** Under Wine Node.js can write to a file, not to a pipe. */
function start({ folder }: World, ...args: readonly string[]): Started {
  const output = join(folder, `said-${(runs += 1)}`);
  const file = openSync(output, 'w');
  const child = spawn('wine', [EXECUTABLE, ...args], { env: ENVIRONMENT, stdio: ['ignore', file, file] });
  return { process: child, said: () => readFileSync(output, 'utf8') };
}

async function says(world: World, ...args: readonly string[]): Promise<string> {
  const { process: child, said } = start(world, ...args);
  await once(child, 'exit');
  assert.equal(child.exitCode, 0, said());
  return said();
}

function held(world: World, name: string): number {
  return world.held(world.exchange.log(name)).length;
}

function assertHeld(world: World, name: string): void {
  const log = world.exchange.log(name);
  assert.ok(world.held(log).equals(log.content), `${name} is not held byte for byte`);
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'waited for too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function say(text: string): void {
  process.stdout.write(`mailflow.exe under Wine: ${text}\n`);
}

void main();
