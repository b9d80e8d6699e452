import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeCommand } from '../../lib/cli/probe/probe-command.js';
import { readExport } from '../../lib/inventory/read-export.js';
import { Authority, selfSigned, type Identity } from '../probe/certificates.js';
import { nameServer } from '../probe/dns-server.js';
import { mailServer, shutPort, type Peer } from '../probe/peers.js';
import { recordingTerminal } from './recording-terminal.js';

const HOST = 'mx.contoso.example';

let authority: Authority;
let folder: string;
let names: Awaited<ReturnType<typeof nameServer>>;
let good: Peer;
let own: Identity;

beforeAll(async () => {
  authority = await Authority.found();
  folder = mkdtempSync(join(tmpdir(), 'mailflow-probe-'));
  names = await nameServer({ [HOST]: { a: ['127.0.0.1'] } });
  good = await mailServer({ ...(await authority.issue([HOST])), name: HOST });
  own = await authority.issue(['mail.fabrikam.example']);
  writeFileSync(join(folder, 'root.pem'), authority.pem);
  writeFileSync(join(folder, 'own.pem'), own.cert);
  writeFileSync(join(folder, 'own.key'), own.key);
});

afterAll(async () => {
  await good.close();
  names.close();
  rmSync(folder, { recursive: true });
});

/** An export of one send connector. */
function connector(settings: Readonly<Record<string, unknown>>): string {
  const path = join(folder, 'send-connectors.json');
  const item = {
    Name: 'Outbound to Contoso',
    AddressSpaces: ['SMTP:contoso.example;1'],
    RequireTLS: false,
    TlsAuthLevel: null,
    ...settings,
  };
  writeFileSync(path, JSON.stringify([item]));
  return path;
}

async function run(host: string | undefined, options: Parameters<typeof probeCommand>[1] = {}) {
  const terminal = recordingTerminal();
  const code = await probeCommand(host, { nameServer: [names.address], ca: [join(folder, 'root.pem')], ...options }, terminal);
  return { code, said: terminal.said.join('\n'), complained: terminal.complained.join('\n') };
}

describe('mailflow probe', () => {
  it('tells step by step what it saw, and ends with 0 where nothing is wrong', async () => {
    const { code, said } = await run(`${HOST}:${good.port}`, {
      to: 'anna@contoso.example',
      cert: join(folder, 'own.pem'),
      key: join(folder, 'own.key'),
      ehlo: 'ex01.fabrikam.example',
      verbose: true,
    });
    expect(said).toMatch(/judged as a connector with TlsAuthLevel DomainValidation would/);
    expect(said).toMatch(new RegExp(`DNS, asked of ${names.address}\\n  MX {5}ENODATA .*\\n  A {6}127\\.0\\.0\\.1 `));
    expect(said).toMatch(/Connection +stands after \d+ ms, from 127\.0\.0\.1:\d+/);
    expect(said).toMatch(/Greeting +220 mx\.contoso\.example ESMTP \(after \d+ ms\)/);
    expect(said).toMatch(/Offers +.*STARTTLS/);
    expect(said).toMatch(/TLS +TLSv1\.3, TLS_AES/);
    expect(said).toMatch(/trusted +yes\n +name +carries mx\.contoso\.example/);
    expect(said).toMatch(/RCPT +250 /);
    expect(said).toMatch(/,Sending certificate Subject/);
    expect(said).toMatch(/Nothing found/);
    expect(code).toBe(0);
  });

  it('stands in a connector’s place: its smart hosts, its port, its name, its demand', async () => {
    const peer = await mailServer({ ...(await selfSigned([HOST])), name: HOST });
    try {
      const settings = { SmartHosts: [HOST], Port: peer.port, Fqdn: 'mail.fabrikam.example' };
      const lenient = await run(undefined, {
        connector: 'outbound to contoso',
        inventory: [connector(settings)],
        json: true,
        server: 'EX01',
      });
      expect(JSON.parse(lenient.said)).toMatchObject({
        items: [{ target: HOST, port: peer.port, connector: 'Outbound to Contoso', demand: 'opportunistic' }],
        findings: [],
      });
      // What it prints can be shipped as it is.
      expect(readExport(Buffer.from(lenient.said))).toMatchObject({
        kind: 'probes',
        server: 'EX01',
        items: [{ target: HOST }],
        unreadable: [],
      });
      expect(lenient.said).toContain('>,EHLO mail.fabrikam.example,');
      expect(lenient.code).toBe(0);

      const strict = { ...settings, RequireTLS: true, TlsAuthLevel: 'CertificateValidation' };
      const { code, said } = await run(undefined, { connector: 'Outbound to Contoso', inventory: [connector(strict)] });
      expect(said).toMatch(/in the place of “Outbound to Contoso” \(with TlsAuthLevel CertificateValidation\)/);
      expect(said).toMatch(/trusted +no: UntrustedRoot \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
      expect(said).toMatch(/BLOCKER {2}A certificate’s issuer is not trusted/);
      expect(code).toBe(1);
    } finally {
      await peer.close();
    }
  });

  it('leaves the connector’s name to the reader where it stands in for none', async () => {
    const { code, said } = await run(`127.0.0.1:${await shutPort()}`, { server: 'EX01' });
    expect(said).toMatch(/“mailflow probe” is refused by 127\.0\.0\.1:\d+/);
    expect(said).toMatch(/Get-SendConnector '<connector>'/);
    expect(said).not.toMatch(/Get-SendConnector 'mailflow/);
    expect(code).toBe(1);
  });

  it.each([
    { told: 'nothing to probe', host: undefined, options: {}, says: /name a host or a domain, or a connector/ },
    { told: 'no host name', host: 'mail server', options: {}, says: /“mail server” is no host name/ },
    { told: 'a connector without its settings', host: undefined, options: { connector: 'X' }, says: /--inventory send-connectors\.json/ },
    { told: 'a recipient that ends the command', host: HOST, options: { to: 'a@b>\r\nDATA' }, says: /--to takes an address/ },
    { told: 'a name for EHLO that is none', host: HOST, options: { ehlo: 'x y' }, says: /“x y” is no host name/ },
    { told: 'a key without a certificate', host: HOST, options: { key: 'k.pem' }, says: /--cert and --key go together/ },
    { told: 'a file that is not there', host: HOST, options: { pfx: '/nowhere/x.pfx' }, says: /x\.pfx/ },
  ])('says what is missing, and ends with 2: $told', async ({ host, options, says }) => {
    const { code, complained } = await run(host, options);
    expect(complained).toMatch(says);
    expect(code).toBe(2);
  });

  it('names the connectors that there are, and asks for a domain where one delivers by MX', async () => {
    const inventory = [connector({ SmartHosts: [] })];
    expect((await run(undefined, { connector: 'Other', inventory })).complained).toMatch(
      /no send connector “Other”\. It has “Outbound to Contoso”/,
    );
    expect((await run(undefined, { connector: 'Outbound to Contoso', inventory })).complained).toMatch(/delivers by MX\. Name a domain/);
  });
});
