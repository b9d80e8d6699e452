import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shipperCommand } from '../chaos/shipper-under-test.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { runningMailflow } from './running-mailflow.js';

/** The scripts that install the shipper on Linux, run for real below another root; the packaged executable where MAILFLOW_SHIPPER names it. */
const SCRIPTS = join(__dirname, '../../infra/linux');
const UNIT = 'mailflow-shipper.service';

const mailflow = runningMailflow();
let folder: string;
let operatorToken: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-install-'));
  await release();
  ({ queryToken: operatorToken } = await mailflow().onboard({ id: 'contoso', name: 'Contoso' }, 'EX01'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const released = (name: string) => join(folder, 'released', name);
const installed = (path: string) => join(folder, 'root', path);

/** What `npm run package` puts into the archive, as far as the scripts need it. */
async function release(): Promise<void> {
  await mkdir(released(''));
  const command = shipperCommand(folder).map((part) => `'${part}'`);
  writeFileSync(released('mailflow'), `#!/bin/sh\nexec ${command.join(' ')} "$@"\n`);
  for (const name of readdirSync(SCRIPTS)) copyFileSync(join(SCRIPTS, name), released(name));
  const sums = ['mailflow', 'install.sh', UNIT].map((name) => `${sha256(readFileSync(released(name)))}  ${name}\n`);
  writeFileSync(released('SHA256SUMS'), sums.join(''));
}

async function run(script: string, ...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const environment = { PATH: process.env['PATH'], ROOT: installed('') };
  return new Promise((resolve) => {
    const child = execFile('sh', [released(script), ...args], { env: environment }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, said: stdout + stderr });
    });
  });
}

async function post(path: string, token: string, body: unknown): Promise<Response> {
  return fetch(`${mailflow().host.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function newCode(): Promise<string> {
  return ((await (await post('tenants/contoso/enrolment-codes', operatorToken, {})).json()) as { code: string }).code;
}

it('installs the shipper by an address and a one-time code, brings a new version, and goes again', async () => {
  const address = ['--url', mailflow().host.url];
  const nowhere = await run('install.sh');
  expect(nowhere).toEqual({ code: 1, said: expect.stringContaining('Give --url https://…') });

  const refused = await run('install.sh', ...address, '--code', 'contoso.0000-0000-0000');
  expect(refused).toEqual({ code: 1, said: expect.stringMatching(/mistyped, was used before.*\n.*nothing runs yet; run it again/) });
  expect(existsSync(installed('etc/mailflow/shipper.yaml'))).toBe(false);

  const code = await newCode();
  const place = ['--server', 'EX07', '--logs', "/var/log/Anna's relay", '--proxy', 'http://proxy.example:3128'];
  // The proxy is for what is not this machine.
  expect(await run('install.sh', ...address, '--code', code, ...place)).toEqual({
    code: 0,
    said: expect.stringContaining('EX07 is enrolled with contoso'),
  });
  const token = readFileSync(installed('var/lib/mailflow/token'), 'utf8').trim();
  expect((await post('heartbeats', token, heartbeatOf())).status).toBe(200);
  expect(modes(['var/lib/mailflow', 'var/lib/mailflow/token', 'etc/mailflow/shipper.yaml'])).toEqual(['700', '600', '640']);
  const settings = readFileSync(installed('etc/mailflow/shipper.yaml'), 'utf8');
  expect(settings).toContain("folders: [ '/var/log/Anna''s relay' ]");
  expect(settings).not.toContain(token);

  // A new version: no code is asked for, and what was there stays.
  rmSync(installed('opt/mailflow/mailflow'));
  expect(await run('install.sh')).toEqual({ code: 0, said: '' });
  expect(readFileSync(installed('etc/mailflow/shipper.yaml'), 'utf8')).toBe(settings);
  expect(readFileSync(installed('var/lib/mailflow/token'), 'utf8').trim()).toBe(token);
  expect(spawnSync(installed('opt/mailflow/mailflow'), ['--version']).status).toBe(0);

  // After a token was revoked: with a code it is enrolled anew.
  expect((await run('install.sh', '--code', await newCode(), '--server', 'EX07')).code).toBe(0);
  const another = readFileSync(installed('var/lib/mailflow/token'), 'utf8').trim();
  expect(another).not.toBe(token);
  expect((await post('heartbeats', another, heartbeatOf())).status).toBe(200);

  expect((await run('uninstall.sh')).code).toBe(0);
  expect([existsSync(installed('opt/mailflow')), existsSync(installed('var/lib/mailflow/token'))]).toEqual([false, true]);
  expect((await run('uninstall.sh', '--purge')).code).toBe(0);
  expect([existsSync(installed('etc/mailflow')), existsSync(installed('var/lib/mailflow'))]).toEqual([false, false]);
}, 60_000);

it('installs nothing that is not what was released', async () => {
  const unit = readFileSync(released(UNIT));
  writeFileSync(released(UNIT), `${unit.toString()}\nExecStartPre=/bin/sh\n`);
  expect(await run('install.sh', '--url', mailflow().host.url, '--code', 'contoso.1')).toEqual({
    code: 1,
    said: expect.stringContaining('not the ones that were released'),
  });
  writeFileSync(released(UNIT), unit);
});

it('has a unit that systemd understands, where there is one to ask', () => {
  const [unit, program] = [join(folder, UNIT), released('mailflow')];
  chmodSync(program, 0o755);
  writeFileSync(unit, readFileSync(join(SCRIPTS, UNIT), 'utf8').replace('/opt/mailflow/mailflow', program));
  const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', '--recursive-errors=one', unit], { encoding: 'utf8' });
  if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  else expect(error).toMatchObject({ code: 'ENOENT' });
});

function modes(paths: readonly string[]): string[] {
  return paths.map((path) => (statSync(installed(path)).mode & 0o777).toString(8));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
