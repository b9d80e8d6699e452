import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diagnoseCommand, type DiagnoseOptions } from '../../lib/cli/diagnose/diagnose-command.js';
import { diagnosisSchema } from '../../lib/cli/diagnose/diagnosis-schema.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { diagnoseSchema } from './diagnose-schema.js';

const SEED = fixtureLog('00-seed-unknowncredentials.log').toString('utf8');
const DELIVERED = fixtureLog('26-recon-healthy-hybrid-delivery.log').toString('utf8').replaceAll('104.47.11.202', '104.47.5.36');
const OUTAGE = [
  DELIVERED.replaceAll('2024-05-14T09:30', '2019-05-28T14:30'),
  SEED,
  DELIVERED.replaceAll('2024-05-14T09:30', '2019-05-28T15:30'),
];
const SHUT = Array.from({ length: 7 }, (_, index) =>
  sendLog('*,,attempting to connect\n+21000 *,,"Failed to connect. Winsock error code: 10060"\n-,,Local', {
    connector: 'Internet',
    remote: `198.51.100.${index + 1}:25`,
    sessionId: `08DC73F0A1B2000${index}`,
  }),
);

const INVENTORY = {
  'exchange-certificates': [
    {
      Thumbprint: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
      Services: 'IIS',
      HasPrivateKey: true,
      Status: 'Valid',
      NotAfter: '2019-06-06T01:59:59Z',
    },
  ],
  'send-connectors': [{ Name: 'Outbound to Office 365', Enabled: true, ProtocolLoggingLevel: 'None', AddressSpaces: ['SMTP:*;1'] }],
  queues: [
    {
      Identity: 'EX01\\42',
      NextHopDomain: 'contoso.example',
      MessageCount: 7,
      Status: 'Retry',
      LastError: '451 4.4.0 421 4.4.1 timed out',
    },
  ],
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-schema-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function exported(kind: keyof typeof INVENTORY): string {
  return write(
    `${kind}.json`,
    JSON.stringify({ mailflow: 1, kind, server: 'EX01', collectedAt: '2019-05-28T16:00:00Z', items: INVENTORY[kind] }),
  );
}

async function printed(log: string, options: DiagnoseOptions = {}): Promise<unknown> {
  const terminal = recordingTerminal();
  await diagnoseCommand([write('SEND2019052815-1.LOG', log)], { ...options, json: true }, terminal);
  return JSON.parse(terminal.said.join('\n'));
}

describe('docs/diagnose.schema.json', () => {
  it('is what the schemas say: npm run docs makes it anew', () => {
    const page = readFileSync(join(__dirname, '../../docs/diagnose.schema.json'), 'utf8');
    expect(JSON.parse(page)).toEqual(diagnoseSchema());
  });

  // What the schemas do not name they leave out, so the same again means that they name all of it.
  it.each([
    { told: 'an outage with its beginning, its end and a whole session', log: OUTAGE.join(''), options: { verbose: true } },
    { told: 'a finding that stands for many', log: SHUT.join('\n'), options: {} },
    { told: 'a healthy log', log: DELIVERED, options: {} },
    { told: 'no record at all', log: 'nothing', options: {} },
  ])('names all that the command prints of $told', async ({ log, options }) => {
    const json = await printed(log, options);
    expect(diagnosisSchema.parse(json)).toEqual(json);
  });

  it('names all that the command prints with an inventory', async () => {
    const inventory = [exported('exchange-certificates'), exported('send-connectors'), exported('queues')];
    const json = await printed(SEED, { server: 'EX01', inventory });
    const parsed = diagnosisSchema.parse(json);
    expect(parsed).toEqual(json);
    expect(parsed.queues).toHaveLength(1);
    expect(parsed.outlook?.warnings.length).toBeGreaterThan(0);
  });
});
