import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INVENTORY_KINDS, type InventoryItems, type InventoryKind } from '../../lib/inventory/kinds.js';
import { readExport } from '../../lib/inventory/read-export.js';
import { checkInstaller } from './check-installer.js';
import { PowerShellEngine } from './engine.js';

/**
 * Holds the scripts of infra/windows against PowerShell itself: its parser, and a runspace in which they run beside stubs of Exchange's and Windows' cmdlets. What
 * the collector writes is read by lib/inventory. It takes a .NET SDK, which `npm test` must not, so it is a check of its own: `npm run check-powershell`.
 */
const SCRIPTS = join(__dirname, '../../infra/windows');
const COLLECTOR = 'Export-MailflowInventory.ps1';

/** All that the collector may call. Whatever changes something is Exchange's own shell being loaded, or the file in its own folder. */
const ALLOWED = {
  commands: [
    ...['Get-ExchangeCertificate', 'Get-ChildItem', 'Get-SendConnector', 'Get-ReceiveConnector', 'Get-Queue', 'Get-AcceptedDomain'],
    ...[
      'Get-TransportService',
      'Get-FrontendTransportService',
      'Get-MailboxTransportService',
      'Get-ExchangeServer',
      'Get-HybridConfiguration',
    ],
    ...['Get-Command', 'Get-PSSnapin', 'Get-Service', 'Add-PSSnapin', 'Connect-ExchangeServer', 'Dot $shell', 'Ampersand $Kind.Read'],
    ...['ConvertTo-Json', 'ForEach-Object', 'Join-Path', 'New-Object', 'Select-Object', 'Set-StrictMode', 'Where-Object', 'Write-Warning'],
  ],
  members: ['CreateDirectory', 'Exists', 'GetType', 'Move', 'Replace', 'ToString', 'ToUniversalTime', 'WriteAllText'],
  types: [
    ...['datetime', 'int', 'string', 'NullString', 'System.Collections.IEnumerable', 'System.Globalization.CultureInfo'],
    ...['System.IO.Directory', 'System.IO.File', 'System.Threading.Thread'],
  ],
};

const say = (text: string) => void process.stdout.write(`${text}\n`);

const engine = PowerShellEngine.build();
const folder = mkdtempSync(join(tmpdir(), 'mailflow-exports-'));
try {
  for (const name of readdirSync(SCRIPTS).filter((file) => file.endsWith('.ps1'))) checkScript(name);
  checkExports();
  checkTroubles();
  checkInstaller(engine, SCRIPTS, say);
} finally {
  engine.remove();
  rmSync(folder, { recursive: true });
}

function checkScript(name: string): void {
  const { errors, newer, help, requires, binding, functions, commands, members, types } = engine.parse(join(SCRIPTS, name));
  assert.deepEqual(errors, [], `${name} does not parse`);
  assert.deepEqual(newer, [], `${name} has what Windows PowerShell 5.1 does not know`);
  assert.ok(help, `${name} has no help`);
  assert.equal(requires, '5.1', `${name} does not say that it requires PowerShell 5.1`);
  assert.ok(binding?.includes('CmdletBinding'), `${name} has no [CmdletBinding()]`);
  // A file without a mark is in the ANSI code page for 5.1, so all is ASCII.
  assert.match(readFileSync(join(SCRIPTS, name), 'latin1'), /^[\t\r\n -~]*$/, `${name} is not ASCII`);
  if (name === COLLECTOR) {
    const beyond = (used: readonly string[], allowed: readonly string[]) => used.filter((one) => !allowed.includes(one));
    assert.deepEqual(beyond(commands, [...ALLOWED.commands, ...functions]), [], 'the collector calls what it must not');
    assert.deepEqual(beyond(members, ALLOWED.members), [], 'the collector calls what it must not');
    assert.deepEqual(beyond(types, ALLOWED.types), [], 'the collector reaches for what it must not');
  }
  say(`${name}: parsed; ${commands.length} commands`);
}

function collect(to: string, environment: Readonly<Record<string, string>> = {}): { readonly code: number | null; readonly said: string } {
  const parameters = { Path: to, Server: 'EX01' };
  return engine.run({ stubs: 'exchange-stubs.ps1', script: join(SCRIPTS, COLLECTOR), parameters, environment });
}

/** What lib/inventory reads of the export of this kind. */
function itemsIn<K extends InventoryKind>(from: string, kind: K): readonly InventoryItems[K][] {
  const bytes = readFileSync(join(from, `${kind}.json`));
  const read = readExport(bytes);
  assert.equal(read.kind, kind);
  assert.equal(read.server, 'EX01');
  assert.ok(Math.abs((read.collectedAt ?? 0) - Date.now()) < 600_000, 'collectedAt is not now in UTC');
  assert.deepEqual(read.unreadable, []);
  return read.items as readonly InventoryItems[K][];
}

function checkExports(): void {
  const to = join(folder, 'exports');
  const { code, said } = collect(to);
  assert.equal(code, 0, said);
  const collected = INVENTORY_KINDS.filter((kind) => kind !== 'probes');
  assert.deepEqual(readdirSync(to).sort(), [...collected.map((kind) => `${kind}.json`), 'collector.log'].sort());

  const [certificate] = itemsIn(to, 'exchange-certificates');
  assert.equal(certificate?.thumbprint, '2D21517CD71AA9FE85B27A5D6738A4172A543312');
  assert.equal(certificate.notAfter, Date.UTC(2025, 4, 2, 6, 32, 14));
  assert.deepEqual([...(certificate.services ?? [])].sort(), ['IIS', 'SMTP']);
  assert.equal(certificate.status, 'Valid');
  assert.equal(certificate.hasPrivateKey, true);
  assert.deepEqual(certificate.names, ['mail.contoso.example', 'autodiscover.contoso.example']);

  const [stored] = itemsIn(to, 'machine-certificates');
  assert.match(stored?.thumbprint ?? '', /^[0-9A-F]{40}$/);
  assert.equal(stored?.notAfter, Date.UTC(2029, 0, 1));

  const [hybrid, internet] = itemsIn(to, 'send-connectors');
  assert.equal(hybrid?.tlsAuthLevel, 'DomainValidation');
  assert.equal(hybrid.tlsDomain, 'mail.protection.outlook.com');
  assert.deepEqual(hybrid.smartHosts, ['contoso-com.mail.protection.outlook.com']);
  assert.equal(hybrid.protocolLogging, 'Verbose');
  assert.equal(hybrid.tlsCertificateName, '<I>CN=Issuing CA<S>CN=mail.contoso.example, O="Contoso, Ltd"');
  assert.deepEqual([internet?.smartHosts, internet?.tlsAuthLevel], [[], null]);

  const [receive] = itemsIn(to, 'receive-connectors');
  assert.deepEqual(receive?.bindings, ['[::]:25', '0.0.0.0:25']);
  assert.equal(receive.tarpitInterval, 5_000);
  assert.equal(receive.protocolLogging, 'None');

  const [queue] = itemsIn(to, 'queues');
  assert.equal(queue?.messageCount, 17);
  assert.equal(queue.nextRetry, Date.UTC(2026, 2, 1, 4), 'a local time of Berlin is not told in UTC');
  assert.equal(queue.lastError, '451 4.4.0 “Primary target” …');

  assert.equal(itemsIn(to, 'accepted-domains')[0]?.domain, 'contoso.example');
  assert.match(itemsIn(to, 'frontend-transport-services')[0]?.sendProtocolLog.path ?? '', /FrontEnd/);
  assert.equal(itemsIn(to, 'exchange-servers')[0]?.site, 'Berlin');
  assert.deepEqual(itemsIn(to, 'hybrid-configuration')[0]?.domains, ['contoso.example']);

  const all = readdirSync(to).map((name) => readFileSync(join(to, name), 'utf8'));
  assert.ok(!all.some((text) => /secret|relay|PrivateKey"\s*:\s*"never|AuthenticationCredential/.test(text)), 'a secret was exported');
  say(`${COLLECTOR}: ran in German; lib/inventory reads all ${collected.length} kinds`);
}

function checkTroubles(): void {
  const to = join(folder, 'exports');
  const before = statSync(join(to, 'hybrid-configuration.json')).mtimeMs;
  const { code } = collect(to, { MAILFLOW_STUBS_WITHOUT_HYBRID: '1' });
  assert.equal(code, 1);
  assert.equal(statSync(join(to, 'hybrid-configuration.json')).mtimeMs, before, 'an export that failed took the place of an earlier one');
  assert.match(
    readFileSync(join(to, 'collector.log'), 'utf8'),
    /10 of 11 kinds\.\r\nhybrid-configuration: There is no hybrid configuration here\./,
  );
  assert.equal(itemsIn(to, 'queues').length, 1);
  assert.ok(!readdirSync(to).some((name) => name.endsWith('.new')));
  say(`${COLLECTOR}: what one cmdlet cannot tell is noted, and the others go on`);
}
