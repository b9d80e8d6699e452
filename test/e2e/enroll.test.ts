import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrollCommand } from '../../lib/cli/enroll-command.js';
import { DEFAULT_RETRY } from '../../lib/shipper/options.js';
import { rotateOldToken, TOKEN_DAYS } from '../../lib/shipper/rotate-token.js';
import { ServiceStop } from '../../lib/shipper/stops.js';
import { Wire } from '../../lib/shipper/wire.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { runningMailflow } from './running-mailflow.js';

const mailflow = runningMailflow();
const DAY = 24 * 60 * 60_000;

let folder: string;
let tokenFile: string;
let operatorToken: string;

beforeAll(async () => {
  ({ queryToken: operatorToken } = await mailflow().onboard({ id: 'enrolled', name: 'Enrolled' }, 'EX01'));
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-enroll-'));
  tokenFile = join(folder, 'data', 'token');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function post(path: string, token: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${mailflow().host.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function newCode(): Promise<string> {
  return String((await post('tenants/enrolled/enrolment-codes', operatorToken, {})).body.code);
}

async function run(code: string, options: { readonly url?: string; readonly config?: string } = { url: mailflow().host.url }) {
  const terminal = recordingTerminal();
  const exit = await enrollCommand(
    { code, server: 'EX07', ...(options.config === undefined && { tokenFile }), ...options },
    terminal,
    new AbortController().signal,
  );
  return { exit, said: terminal.said.join('\n'), complained: terminal.complained.join('\n') };
}

/** How Mailflow answers to the token that is stored. */
async function heartbeat(): Promise<number> {
  return (await post('heartbeats', readFileSync(tokenFile, 'utf8').trim(), heartbeatOf())).status;
}

describe('mailflow enroll', () => {
  it('exchanges a code for a token that works, stores it for its owner alone, and shows it nowhere', async () => {
    const { exit, said, complained } = await run(await newCode());
    expect({ exit, complained }).toEqual({ exit: 0, complained: '' });
    expect(said).toContain('EX07 is enrolled with enrolled');
    const token = readFileSync(tokenFile, 'utf8').trim();
    expect(said).not.toContain(token);
    if (process.platform !== 'win32') expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
    expect(await heartbeat()).toBe(200);
  });

  it('keeps the token where the shipper’s settings say, and for its owner alone even where a file was open to all', async () => {
    tokenFile = join(folder, 'secret');
    writeFileSync(tokenFile, 'old', { mode: 0o644 });
    chmodSync(tokenFile, 0o644);
    // Who enrols it anew as an administrator leaves it to the account that ships.
    if (process.getuid?.() === 0) chownSync(tokenFile, 4711, 4711);
    const { uid } = statSync(tokenFile);
    const config = join(folder, 'shipper.yaml');
    writeFileSync(config, `api: ${mailflow().host.url}\ntokenFile: secret\n`);
    expect((await run(await newCode(), { config })).exit).toBe(0);
    if (process.platform !== 'win32') expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
    expect(statSync(tokenFile).uid).toBe(uid);
    expect(await heartbeat()).toBe(200);
  });

  it('says what may be wrong with a code that is not taken, and what to do', async () => {
    const code = await newCode();
    await run(code);
    const before = readFileSync(tokenFile, 'utf8');
    for (const refused of [code, 'enrolled.0000-0000-0000']) {
      const { exit, complained } = await run(refused);
      expect(exit).toBe(1);
      expect(complained).toMatch(/mistyped, was used before, or is older than 15 minutes.*mailflow tenant enroll/);
    }
    expect(readFileSync(tokenFile, 'utf8')).toBe(before);
    expect((await run(code, {})).complained).toMatch(/Give --url or --config/);
    expect((await run(code, { url: 'http://mailflow.example' })).complained).toMatch(/https/);
  });
});

describe('the token of an enrolled server', () => {
  const rotate = async () => {
    const api = { apiUrl: mailflow().host.url, token: async () => Promise.resolve(readFileSync(tokenFile, 'utf8').trim()) };
    return rotateOldToken(tokenFile, api, { wire: new Wire(), policy: DEFAULT_RETRY, tell: () => undefined }, Date.now());
  };

  it('is changed by the shipper itself once it is old, without anybody’s coming to the server', async () => {
    await run(await newCode());
    const first = readFileSync(tokenFile, 'utf8');
    expect(await rotate()).toBe(false);
    expect(readFileSync(tokenFile, 'utf8')).toBe(first);
    const old = new Date(Date.now() - TOKEN_DAYS * DAY - 1000);
    utimesSync(tokenFile, old, old);
    expect(await rotate()).toBe(true);
    expect(readFileSync(tokenFile, 'utf8')).not.toBe(first);
    expect(await heartbeat()).toBe(200);
    expect(await rotate()).toBe(false);
  });

  it('stays when it cannot be changed', async () => {
    await run(await newCode());
    writeFileSync(tokenFile, 'mfs_unknown_token');
    utimesSync(tokenFile, 0, 0);
    await expect(rotate()).rejects.toThrow(ServiceStop);
    expect(readFileSync(tokenFile, 'utf8')).toBe('mfs_unknown_token');
  });
});
