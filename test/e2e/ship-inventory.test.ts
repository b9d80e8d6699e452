import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BlobServiceClient } from '@azure/storage-blob';
import { shipInventoryCommand } from '../../lib/cli/ship-inventory-command.js';
import type { InventoryUpload } from '../../lib/contract/inventory-uploads.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { fixtureBytes } from '../inventory/fixture-export.js';
import { put, runningMailflow } from './running-mailflow.js';

const mailflow = runningMailflow();
let token: string;
let queryToken: string;
let folder: string;

beforeAll(async () => {
  ({ shipperToken: token, queryToken } = await mailflow().onboard({ id: 'contoso', name: 'Contoso' }, 'EX01'));
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-inventory-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs `mailflow ship-inventory`. */
async function ship(...paths: readonly string[]) {
  const terminal = recordingTerminal();
  const options = { api: mailflow().host.url, token, codec: 'gz' } as const;
  const code = await shipInventoryCommand(paths, options, terminal, new AbortController().signal);
  return { code, said: terminal.said.join('\n'), complained: terminal.complained.join('\n') };
}

function container() {
  return BlobServiceClient.fromConnectionString(process.env.Uploads ?? '').getContainerClient('inventory');
}

async function blobs(): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of container().listBlobsFlat()) names.push(name);
  return names;
}

/** A file with these queues in the collector's envelope. */
function queuesFile({ server = 'EX01', collectedAt = '2026-03-01T06:00:00Z', name = 'queues.json' } = {}): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    JSON.stringify({ mailflow: 1, kind: 'queues', server, collectedAt, items: [{ Identity: 'EX01\\1', NextHopDomain: 'a.b' }] }),
  );
  return path;
}

describe('mailflow ship-inventory', () => {
  it('stores the export as it is, under its tenant, server, kind and moment; once', async () => {
    const path = queuesFile();
    expect(await ship(path)).toMatchObject({ code: 0, said: expect.stringContaining('1 exports shipped; 0 had arrived before.') });
    expect(await blobs()).toContain('contoso/EX01/queues/20260301T060000000Z.json.gz');
    const stored = await container().getBlobClient('contoso/EX01/queues/20260301T060000000Z.json.gz').downloadToBuffer();
    expect(JSON.parse(gunzipSync(stored).toString())).toMatchObject({ kind: 'queues', server: 'EX01' });
    expect(await ship(path)).toMatchObject({ code: 0, said: expect.stringContaining('0 exports shipped; 1 had arrived before.') });
  });

  it('dates the bare output of a command by its file', async () => {
    const path = join(folder, 'send-connectors.json');
    writeFileSync(path, fixtureBytes('send-connectors.json'));
    utimesSync(path, new Date(), new Date('2026-03-02T07:08:09Z'));
    const { said } = await ship(folder);
    expect(said).toContain('send-connectors of 2026-03-02T07:08:09.000Z (the file’s last change');
    copyFileSync(path, join(folder, 'copy.json'));
    utimesSync(join(folder, 'copy.json'), new Date(), new Date('2026-03-02T07:08:09Z'));
    expect((await ship(folder)).said).toContain('0 exports shipped; 2 had arrived before.');
  });

  it('names the file that is no export, says what it is instead, and ships the others', async () => {
    writeFileSync(join(folder, 'a-table.json'), 'Thumbprint  Services  Subject\n----------  --------  -------\n');
    queuesFile({ collectedAt: '2026-03-03T06:00:00Z' });
    const { code, said, complained } = await ship(folder, join(folder, 'absent.json'));
    expect(code).toBe(1);
    expect(complained).toMatch(/a-table\.json was not shipped: .*ConvertTo-Json/);
    expect(complained).toMatch(/absent\.json was not shipped: it can't be read \(ENOENT\)/);
    expect(said).toContain('1 exports shipped');
  });

  it('refuses an export of another server, and one from the future, and ships the others', async () => {
    queuesFile({ name: '1.json', server: 'EX02', collectedAt: '2026-03-04T06:00:00Z' });
    queuesFile({ name: '2.json', collectedAt: '2099-01-01T00:00:00Z' });
    queuesFile({ name: '3.json', server: 'ex01.contoso.local', collectedAt: '2026-03-05T06:00:00Z' });
    const { code, said, complained } = await ship(folder);
    expect(code).toBe(1);
    expect(complained).toMatch(/1\.json was not taken: .*it is of EX02, and this token belongs to EX01/);
    expect(complained).toMatch(/2\.json was not taken: .*2099-01-01T00:00:00\.000Z lies in the future/);
    expect(said).toContain('1 exports shipped');
  });

  it('says that a folder holds none', async () => {
    expect(await ship(folder)).toMatchObject({ code: 1, complained: expect.stringContaining('No .json file in') });
  });
});

describe('what a grant for an export allows', () => {
  const asked: InventoryUpload = { kind: 'queues', collectedAt: '2026-04-01T00:00:00Z', codec: 'br' };
  const ask = async (bearer: string, exports: readonly unknown[]) => {
    const response = await fetch(`${mailflow().host.url}/api/v1/inventory-uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ exports }),
    });
    return { status: response.status, body: (await response.json()) as { grants?: { url: string }[]; detail?: string } };
  };

  it('creates its one blob below the token’s tenant and server, and nothing else', async () => {
    const { body } = await ask(token, [{ ...asked, tenant: 'fabrikam' }]);
    const url = body.grants?.[0]?.url ?? '';
    expect(new URL(url).pathname).toMatch(/\/inventory\/contoso\/EX01\/queues\/20260401T000000000Z\.json\.br$/);
    for (const elsewhere of [
      url.replace('contoso', 'fabrikam'),
      url.replace('EX01', 'EX02'),
      url.replace('/inventory/', '/protocol-logs/'),
    ]) {
      expect(await put(elsewhere, Buffer.from('x'))).toBe(403);
    }
    expect((await fetch(url)).status).toBe(403);
  });

  it.each([
    { told: 'a query token', bearer: () => queryToken, exports: [asked], status: 403, says: /shipper/ },
    { told: 'an unknown kind', bearer: () => token, exports: [{ ...asked, kind: '../x' }], status: 400, says: /exports\.0\.kind/ },
    {
      told: 'a moment that is none',
      bearer: () => token,
      exports: [{ ...asked, collectedAt: '/' }],
      status: 400,
      says: /exports\.0\.collectedAt/,
    },
    { told: 'none', bearer: () => token, exports: [], status: 400, says: /exports/ },
    { told: 'more than a request may name', bearer: () => token, exports: Array(101).fill(asked), status: 400, says: /exports/ },
  ])('$told is refused with $status, in words', async ({ bearer, exports, status, says }) => {
    expect(await ask(bearer(), exports)).toMatchObject({ status, body: { detail: expect.stringMatching(says) } });
  });
});
