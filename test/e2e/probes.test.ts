import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_WAITING_PROBES } from '../../lib/contract/probes.js';
import { Errands } from '../../lib/shipper/errands.js';
import type { ShipEvent } from '../../lib/shipper/events.js';
import { shipInventory } from '../../lib/shipper/ship-inventory.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { selfSigned } from '../probe/certificates.js';
import { mailServer, type Peer } from '../probe/peers.js';
import { runningMailflow } from './running-mailflow.js';

const mailflow = runningMailflow();

let folder: string;
let peer: Peer;
let token: string;
let operatorToken: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-probes-'));
  ({ shipperToken: token, queryToken: operatorToken } = await mailflow().onboard({ id: 'probed', name: 'Probed' }, 'EX01'));
  peer = await mailServer({ ...(await selfSigned(['relay.fabrikam.example'])), name: 'relay.fabrikam.example' });
  const connector = {
    Name: 'To Fabrikam',
    AddressSpaces: ['SMTP:fabrikam.example;1'],
    SmartHosts: ['127.0.0.1'],
    Port: peer.port,
    Enabled: true,
  };
  const path = join(folder, 'send-connectors.json');
  writeFileSync(path, JSON.stringify([{ ...connector, RequireTLS: true, TlsAuthLevel: 'CertificateValidation' }]));
  await shipInventory({ apiUrl: mailflow().host.url, token, paths: [path] });
  await mailflow().host.idle();
});
afterAll(async () => {
  await peer.close();
  rmSync(folder, { recursive: true });
});

async function call(method: string, path: string, as: string, body?: unknown) {
  const response = await fetch(`${mailflow().host.url}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${as}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const order = async (body: unknown, as = operatorToken) => call('POST', 'tenants/probed/servers/EX01/probes', as, body);

interface Probe {
  readonly id: string;
  readonly state: string;
  readonly findings: readonly { readonly rule: string }[];
  readonly result: { readonly sessions: readonly { readonly log: string }[] } | null;
}

const probes = async () => (await call('GET', 'tenants/probed/servers/EX01/probes', operatorToken)).body.probes as readonly Probe[];

/** A shipper that has sent a heartbeat and does what it is asked. */
async function doErrands(exportsFolder: string | undefined, runsProbes = true): Promise<readonly ShipEvent[]> {
  const told: ShipEvent[] = [];
  const errands = new Errands({
    apiUrl: mailflow().host.url,
    token,
    roots: [],
    stateFile: join(folder, 'state.json'),
    exportsFolder,
    runsProbes,
    onEvent: (event) => told.push(event),
  });
  const answer = (await call('POST', 'heartbeats', token, heartbeatOf())).body as { probes: unknown[] };
  await errands.run(answer, new AbortController().signal);
  // What was done is not done again while Mailflow still asks for it.
  await errands.run(answer, new AbortController().signal);
  await mailflow().host.idle();
  return told;
}

describe('a probe that the MSP asks for', () => {
  it('is run by the customer’s server with its next heartbeat, and shows what that sees, with the rules’ judgement', async () => {
    const asked = await order({ connector: 'To Fabrikam', to: 'anna@fabrikam.example' });
    expect(asked).toMatchObject({
      status: 201,
      body: { state: 'waiting', request: { target: '127.0.0.1', port: peer.port, demand: 'CertificateValidation' } },
    });
    const told = await doErrands(folder);
    expect(told.filter(({ name }) => name === 'probe-run')).toEqual([
      { name: 'probe-run', target: '127.0.0.1', port: peer.port, findings: ['tls-untrusted-root'] },
    ]);
    const [probe] = await probes();
    expect(probe).toMatchObject({ id: asked.body.id, state: 'done', findings: [{ rule: 'tls-untrusted-root' }] });
    expect(probe?.result?.sessions[0]?.log).toContain(',To Fabrikam,');
    expect(existsSync(join(folder, 'state.json.probe.json'))).toBe(false);
    // Done is done.
    expect((await call('POST', 'heartbeats', token, heartbeatOf())).body.probes).toEqual([]);
  });

  it('is refused for a target that is neither a smart host of that server nor Microsoft’s', async () => {
    for (const target of ['10.0.0.5', '127.0.0.1:25', 'mail.other.example', 'x.mail.protection.outlook.com.evil.example', '127.0.0.2']) {
      const { status, body } = await order({ target });
      expect([target, status]).toEqual([target, 400]);
      expect(body.detail).toMatch(/neither a smart host .* nor one of Microsoft’s mail servers/);
    }
    expect((await order({})).status).toBe(400);
    expect((await order({ connector: 'Other' })).status).toBe(400);
    expect((await order({ connector: 'To Fabrikam', to: 'a@b>\r\nDATA' })).status).toBe(400);
    expect((await order({ connector: 'To Fabrikam' }, token)).status).toBe(403);
  });

  it('is refused once more on the server, which goes by its own exports alone', async () => {
    await order({ connector: 'To Fabrikam' });
    expect(await doErrands(undefined)).toEqual([{ name: 'probe-refused', target: '127.0.0.1', port: peer.port }]);
    expect(await doErrands(folder, false)).toEqual([]);
    expect((await probes())[0]?.state).toBe('waiting');
    expect((await doErrands(folder)).map(({ name }) => name)).toContain('probe-run');
  });

  it('waits with few others', async () => {
    const answers = [];
    for (let count = 0; count <= MAX_WAITING_PROBES; count += 1) answers.push((await order({ connector: 'To Fabrikam' })).status);
    expect(answers).toEqual([...Array<number>(MAX_WAITING_PROBES).fill(201), 409]);
  });
});
