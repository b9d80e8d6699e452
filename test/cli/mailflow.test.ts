import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { generateLog } from '../bench/log-generator.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';

const ROOT = join(__dirname, '../..');
const MAILFLOW = join(ROOT, 'dist/start.js');
const SEED_FOLDER = join(ROOT, 'test/fixtures/seed');

beforeAll(() => {
  if (!existsSync(MAILFLOW)) throw new Error('The command is not built yet: npm run build');
});

function start(...args: string[]) {
  const child = spawn(process.execPath, [MAILFLOW, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (complaints += bytes.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output, complaints }));
  return { child, ended, output: () => output };
}

describe('the mailflow command', () => {
  it('finds the seed’s cause all the way through the pipeline, prints it and ends with --once', async () => {
    const { code, output } = await start('serve', '--demo', SEED_FOLDER, '--once', '--port', '0').ended;
    expect(code).toBe(0);
    expect(output).toContain('Enable-ExchangeCertificate -Thumbprint 2D21517CD71AA9FE85B27A5D6738A4172A543312 -Services SMTP');
    expect(output).toMatch(
      /curl -H "Authorization: Bearer mfq_\S+" http:\/\/127\.0\.0\.1:\d+\/api\/v1\/tenants\/contoso\/findings\/tls-unknown-credentials-/,
    );
  });

  it('serves until Ctrl+C, answers at the address that it printed, and ends cleanly', async () => {
    const { child, ended, output } = start('serve', '--demo', SEED_FOLDER, '--port', '0');
    while (!output().includes('until Ctrl+C')) await once(child.stdout, 'data');
    const [, token, url] = /Bearer (\S+)" (\S+)/.exec(output()) ?? [];
    const response = await fetch(url ?? '', { headers: { authorization: `Bearer ${token ?? ''}` } });
    expect(await response.json()).toMatchObject({ rule: 'tls-unknown-credentials' });
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  it('gives the same diagnosis with one thread and with several, whatever sessions cross from file to file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mailflow-threads-'));
    const lines = generateLog({ megabytes: 1 }).bytes.toString('latin1').split('\r\n');
    const share = Math.ceil(lines.length / 5);
    for (let file = 0; file < 5; file += 1) {
      writeFileSync(
        join(folder, `SEND202405140${file}-1.LOG`),
        `${lines.slice(file * share, (file + 1) * share).join('\r\n')}\r\n`,
        'latin1',
      );
    }
    const [one, several] = await Promise.all(['1', '3'].map((workers) => start('diagnose', '--json', '--workers', workers, folder).ended));
    rmSync(folder, { recursive: true });
    expect(one?.code).toBe(1);
    const [alone, together] = [one, several].map((run) => {
      const { findings, ...rest } = JSON.parse(run?.output ?? '') as { findings: { beginning: unknown }[] };
      expect(findings.length).toBeGreaterThan(3);
      expect(findings.some(({ beginning }) => beginning !== null)).toBe(true);
      // A session that crosses from file to file may be the last healthy one for a single thread, and not for several.
      return { ...rest, findings: findings.map(({ beginning: _beginning, ...finding }) => finding) };
    });
    expect(together).toEqual(alone);
  });

  it.each([
    { what: 'a log', input: fixtureLog('00-seed-unknowncredentials.log') },
    { what: 'a packed log', input: gzipSync(fixtureLog('00-seed-unknowncredentials.log')) },
  ])('reads $what that a shell gives it in the place of a file', ({ input }) => {
    const script = '"$0" "$1" diagnose --json <(cat) || true';
    const said = execFileSync('bash', ['-c', script, process.execPath, MAILFLOW], { input });
    expect(said.toString()).toContain('2D21517CD71AA9FE85B27A5D6738A4172A543312');
  });

  it('reads an excerpt from standard input', async () => {
    const { child, ended } = start('diagnose', '-');
    child.stdin.end(fixtureLog('00-seed-unknowncredentials.log').toString('utf8').split('\r\n').slice(5).join('\n'));
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output).toContain('2D21517CD71AA9FE85B27A5D6738A4172A543312');
  });

  it('takes exports before the logs, as the README shows it', async () => {
    const inventory = join(__dirname, '../fixtures/inventory/exchange-certificates.json');
    const { code, output } = await start('diagnose', '--server', 'EX01', '--inventory', inventory, '--inventory', inventory, SEED_FOLDER)
      .ended;
    expect(code).toBe(1);
    expect(output).toContain('Read 1 file');
  });

  it('takes exports before the host that it is to call', async () => {
    const inventory = join(__dirname, '../fixtures/inventory/exchange-certificates.json');
    const { code, output } = await start('probe', '--timeout', '5', '--inventory', inventory, '127.0.0.1:1').ended;
    expect(code).toBe(1);
    expect(output).toContain('127.0.0.1:1');
  });

  it('names a busy port in one line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, complaints } = await start('serve', '--port', String(port), '--once').ended;
    other.close();
    expect(code).toBe(1);
    expect(complaints.trimEnd().split('\n').at(-1)).toBe(
      `mailflow: Port ${port} is in use. Another Mailflow may be running; stop it or choose another port with --port.`,
    );
  });

  it.each([
    {
      told: 'a missing folder',
      args: ['serve', '--demo', '/nowhere', '--once'],
      ends: 1,
      says: /^mailflow: There is no folder \/nowhere/m,
    },
    { told: 'a file instead of a folder', args: ['serve', '--demo', MAILFLOW, '--once'], ends: 1, says: /is no folder/ },
    { told: 'a port that is none', args: ['serve', '--port', '70000'], ends: 2, says: /A port is a number from 0 to 65535/ },
    { told: 'a port that is no number', args: ['serve', '--port', ''], ends: 2, says: /A port is a number from 0 to 65535/ },
    {
      told: 'days that are none',
      args: ['token', 'create', '--api', 'http://localhost', '--days', 'x'],
      ends: 2,
      says: /From 1 to 730 days/,
    },
    { told: 'an unknown verb', args: ['diagnoze'], ends: 2, says: /unknown command 'diagnoze'\n\(Did you mean diagnose\?\)/ },
    { told: 'a verb of the last family, misspelt', args: ['shard'], ends: 2, says: /unknown command 'shard'\n\(Did you mean shards\?\)/ },
  ])('says what is wrong with $told and ends with $ends', async ({ args, ends, says }) => {
    const { code, complaints } = await start(...args).ended;
    expect(code).toBe(ends);
    expect(complaints).toMatch(says);
  });

  it.each([
    { told: 'no token', args: ['--api', 'http://127.0.0.1:1', SEED_FOLDER], says: /MAILFLOW_TOKEN/ },
    { told: 'no address', args: [SEED_FOLDER], says: /--api <url>/ },
    { told: 'an unknown option', args: ['--follow', SEED_FOLDER], says: /unknown option '--follow'/ },
    { told: 'a config file that is not there', args: ['--config', '/nowhere.yaml'], says: /nowhere\.yaml can't be read \(ENOENT\)/ },
  ])('says what is wrong with a shipper that has $told, and ends with 2', async ({ args, says }) => {
    const { code, complaints } = await start('ship', ...args).ended;
    expect(code).toBe(2);
    expect(complaints).toMatch(says);
  });

  it('lists the verbs of every family with --help', async () => {
    const { output } = await start('--help').ended;
    const verbs = [...output.matchAll(/^ {2}([a-z][a-z-]+) /gm)].map(([, verb]) => verb);
    expect(verbs).toEqual(expect.arrayContaining(['diagnose', 'serve', 'ship', 'replay', 'tenant', 'channel', 'policy', 'shards']));
  });

  it.each(['diagnose', 'explain', 'rules', 'serve', 'prepare', 'ship', 'replay', 'tenant', 'channel', 'policy', 'shards'])(
    'explains %s with --help',
    async (verb) => {
      const { code, output } = await start(verb, '--help').ended;
      expect(code).toBe(0);
      expect(output).toMatch(new RegExp(`^Usage: mailflow ${verb}`));
    },
  );
});
