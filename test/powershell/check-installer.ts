import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PowerShellEngine } from './engine.js';

const SID = 'S-1-5-87-1-2-3';

/** The programs that the scripts start, as shell scripts that note how they were called. */
const PROGRAMS = {
  icacls: '',
  eventcreate: '',
  schtasks: `echo "SID: ${SID}"`,
};

/** Enrols every code but this one. */
const REFUSED_CODE = 'contoso.0000-0000-0000';
const SHIPPER = `echo "mailflow $*" >>"$MAILFLOW_CALLS"
case "$*" in *${REFUSED_CODE}*) echo "mailflow enroll: the code was not taken" >&2; exit 1 ;; esac
echo mfs_secret >"$ProgramData/Mailflow/token"`;

/** Windows as far as install.ps1 and uninstall.ps1 look at it. */
class WindowsServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mailflow-windows-'));
  readonly #released = join(this.#folder, 'released');

  constructor(
    readonly engine: PowerShellEngine,
    scripts: string,
  ) {
    const system = join(this.#folder, 'Windows', 'System32');
    for (const folder of [system, this.#released, this.at('Exchange/TransportRoles/Logs'), this.at('ProgramData')])
      mkdirSync(folder, { recursive: true });
    for (const [name, says] of Object.entries(PROGRAMS))
      program(join(system, `${name}.exe`), `echo "${name} $*" >>"$MAILFLOW_CALLS"\n${says}`);
    program(join(this.#released, 'mailflow.exe'), SHIPPER);
    for (const name of ['install.ps1', 'uninstall.ps1']) copyFileSync(join(scripts, name), join(this.#released, name));
    const sums = ['mailflow.exe', 'install.ps1'].map((name) => `${sha256(join(this.#released, name))}  ${name}\n`);
    writeFileSync(join(this.#released, 'SHA256SUMS'), sums.join(''));
  }

  at(path: string): string {
    return join(this.#folder, path);
  }

  runs(script: string, parameters: Readonly<Record<string, string>>, proxy = ''): { code: number | null; said: string; calls: string[] } {
    const calls = this.at('calls');
    writeFileSync(calls, '');
    const environment = {
      MAILFLOW_CALLS: calls,
      SystemRoot: this.at('Windows'),
      ProgramFiles: this.at('Program Files'),
      ProgramData: this.at('ProgramData'),
      ExchangeInstallPath: this.at('Exchange'),
      COMPUTERNAME: 'EX01',
      MAILFLOW_PROXY: proxy,
    };
    const run = this.engine.run({ stubs: 'windows-stubs.ps1', script: join(this.#released, script), parameters, environment });
    return { ...run, calls: readFileSync(calls, 'utf8').replaceAll(this.#folder, '').trim().split('\n') };
  }

  tampersWith(name: string): void {
    writeFileSync(join(this.#released, name), '# another');
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Installs, upgrades and removes the shipper by its own scripts in PowerShell itself. */
export function checkInstaller(engine: PowerShellEngine, scripts: string, say: (text: string) => void): void {
  const server = new WindowsServer(engine, scripts);
  const config = server.at('ProgramData/Mailflow/shipper.yaml');
  try {
    const address = { Url: 'https://mailflow.example' };
    const refused = server.runs('install.ps1', { ...address, Code: REFUSED_CODE });
    assert.match(refused.said, /not enrolled, and nothing runs yet/, refused.said);
    assert.ok(!existsSync(config), 'settings are kept that did not enrol the server');
    assert.ok(!refused.calls.some((call) => call.startsWith('Register-ScheduledTask')));

    const parameters = { ...address, Code: 'contoso.7K3M-9QX2-RT5V', LogFolder: server.at("D'Logs") };
    const { said, calls } = server.runs('install.ps1', parameters, 'http=one:80;https=proxy.contoso.example:8080');
    assert.match(said, /The shipper runs/, said);
    const order = [
      '/inheritance:r',
      'mailflow enroll',
      'Register-ScheduledTask',
      `*${SID}:(OI)(CI)M`,
      `*${SID}:(OI)(CI)RX`,
      'Start-ScheduledTask',
    ];
    const at = order.map((part) => calls.findIndex((call) => call.includes(part)));
    assert.deepEqual(
      at,
      [...at].sort((a, b) => a - b),
      `not in this order: ${order.join(', ')}\n${calls.join('\n')}`,
    );
    assert.ok(!at.includes(-1), calls.join('\n'));
    const enrolment = calls.find((call) => call.startsWith('mailflow enroll')) ?? '';
    assert.match(enrolment, /--config .*shipper\.yaml\.new --code contoso\.7K3M-9QX2-RT5V --server EX01$/);
    const settings = readFileSync(config, 'utf8');
    assert.match(settings, /^api: 'https:\/\/mailflow\.example'\r\n/);
    assert.match(settings, /proxy: 'http:\/\/proxy\.contoso\.example:8080'\r\n/);
    assert.match(settings, /folders:\r\n {2}- '.*Logs'\r\n {2}- '.*D''Logs'\r\n$/);
    assert.match(said, /D'Logs does not exist; when it does, run: icacls/);
    assert.ok(!said.includes('mfs_secret'));

    const upgrade = server.runs('install.ps1', {});
    assert.match(upgrade.said, /The shipper runs/, upgrade.said);
    assert.deepEqual(upgrade.calls.slice(0, 2), ['Disable-ScheduledTask ', 'Stop-ScheduledTask ']);
    assert.ok(!upgrade.calls.some((call) => call.startsWith('mailflow enroll')), 'an upgrade asks for a code');
    assert.equal(readFileSync(config, 'utf8'), settings);

    const removal = server.runs('uninstall.ps1', {});
    assert.ok(
      removal.calls.some((call) => call.startsWith('Unregister-ScheduledTask')),
      removal.said,
    );
    assert.ok(
      removal.calls.some((call) => /icacls .*Logs \/remove/.test(call)),
      removal.calls.join('\n'),
    );
    assert.ok(!existsSync(server.at('Program Files/Mailflow')) && existsSync(config));

    server.tampersWith('mailflow.exe');
    assert.match(server.runs('install.ps1', {}).said, /mailflow\.exe is not the file that was released/);
    say('install.ps1, uninstall.ps1: installed, upgraded and removed the shipper; a code that is not taken leaves nothing that runs');
  } finally {
    server.remove();
  }
}

function program(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
