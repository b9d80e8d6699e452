import { brotliCompressSync } from 'node:zlib';
import { healthBeside, type FindingHealth } from '../../lib/api/finding-health.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { readExport } from '../../lib/inventory/read-export.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import { CHUNK_CONTAINER, chunkBlobName, type ChunkId } from '../../lib/store/chunk.js';
import { saveExport } from '../../lib/store/inventory-table.js';
import { untoldChanges } from '../../lib/store/finding-change-table.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();

const OLD = 'A'.repeat(40);
const NEW = 'B'.repeat(40);
const TLS12 =
  '*,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"';
const DELIVERY = `
  >,MAIL FROM:<a@contoso.com> SIZE=18019,
  <,250 2.1.0 Sender OK,
  >,RCPT TO:<b@fabrikam.example>,
  <,250 2.1.5 Recipient OK,
  >,BDAT 18019 LAST,
  <,250 2.6.0 Queued mail for delivery,`;

interface SessionOf {
  readonly at: string;
  readonly id: string;
  readonly certificate?: string;
  readonly tls?: 'succeeds' | 'fails' | 'is-not-tried';
}

/** A session to Exchange Online that begins at this time of a day. */
function session({ at, id, certificate = OLD, tls = 'succeeds' }: SessionOf): string {
  const sending = `*,CN=mail.contoso.com CN=Contoso CA 00AB12CD ${certificate} 2018-06-08T02:00:00.000Z 2030-09-06T01:59:59.000Z mail.contoso.com,Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`;
  const greeting = `+,,\n<,220 DB5EUR03FT023.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,\n>,EHLO mail.contoso.com,\n<,250  DB5EUR03FT023.mail.protection.outlook.com Hello [203.0.113.10] SIZE 157286400 STARTTLS,`;
  const handshake = `>,STARTTLS,\n<,220 2.0.0 SMTP server ready,\n${sending}`;
  const rows = {
    succeeds: `${greeting}\n${handshake}\n${TLS12}${DELIVERY}`,
    fails: `${greeting}\n${handshake}\n*,,TLS negotiation failed with error UnknownCredentials`,
    'is-not-tried': `${greeting}${DELIVERY}`,
  };
  return sendLog(`${rows[tls]}\n-,,Local`, { sessionId: id }).replaceAll('2024-05-14T09:30', `2024-05-14T${at}`);
}

/** Ships a log and has it read, in one chunk or cut at a byte. */
async function deliver(tenant: string, sessions: readonly SessionOf[], cut?: number): Promise<void> {
  const log = Buffer.from(`${sessions.map(session).join('\n')}\n`);
  const edges = [0, ...(cut === undefined ? [] : [log.lastIndexOf('\n', cut) + 1]), log.length];
  for (const [index, to] of edges.slice(1).entries()) {
    const from = edges[index] ?? 0;
    const chunk: ChunkId = {
      tenant,
      server: 'EX01',
      stream: 'hub/smtp-send',
      file: { name: `SEND2024051409-${sessions[0]?.id.length ?? 0}.LOG`, date: `2024-05-14T${sessions[0]?.at ?? ''}:00.000Z` },
      from,
      to,
      codec: 'br',
    };
    const packed = brotliCompressSync(log.subarray(from, to));
    const { url } = await services().signUpload(
      { tenant: chunk.tenant, container: CHUNK_CONTAINER, blobName: chunkBlobName(chunk) },
      new Date(),
    );
    await fetch(url, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: new Uint8Array(packed) });
    await ingestLogChunk(packed, chunk, {}, services());
  }
}

async function healthOf(tenant: string): Promise<FindingHealth & { readonly condition: string }> {
  const [finding] = await listFindings(services().tables, tenant);
  if (finding === undefined) throw new Error('There is no finding.');
  return { ...(await healthBeside(services(), finding)), condition: finding.condition };
}

describe('how a finding began', () => {
  const story: readonly SessionOf[] = [
    { at: '08:10', id: 'EARLIER' },
    { at: '08:50', id: 'LASTGOOD' },
    { at: '09:05', id: 'FIRSTBAD', certificate: NEW, tls: 'fails' },
    { at: '09:25', id: 'STILLBAD', certificate: NEW, tls: 'fails' },
  ];
  const expected = {
    condition: 'failing',
    recovery: null,
    beginning: {
      at: expect.stringMatching(/^2024-05-14T09:05/) as string,
      lastHealthy: { at: expect.stringMatching(/^2024-05-14T08:50/) as string, sessionId: 'LASTGOOD', thumbprint: OLD },
      changes: [{ what: 'our-certificate', before: OLD, after: NEW }],
    },
  };

  it('shows what changed between the last healthy session and the first that failed', async () => {
    await deliver('began', story);
    expect(await healthOf('began')).toMatchObject(expected);
  });

  it('shows what was set otherwise on the server when mail still flowed', async () => {
    const source = { tenant: 'was-set-otherwise', server: 'EX01' };
    const exported = (day: string, tlsDomain: string) => {
      const items = [{ Identity: 'Outbound to Office 365', Name: 'Outbound to Office 365', TlsDomain: tlsDomain }];
      const collectedAt = `${day}T06:00:00Z`;
      const envelope = { mailflow: 1, kind: 'send-connectors', server: 'EX01', collectedAt, items };
      return { ...readExport(Buffer.from(JSON.stringify(envelope))), collectedAt: Date.parse(collectedAt) };
    };
    await saveExport(services().tables, source, exported('2024-05-13', 'mail.protection.outlook.com'));
    await saveExport(services().tables, source, exported('2024-05-15', 'mail.contoso.com'));
    await saveExport(services().tables, source, exported('2024-05-20', 'mail.fabrikam.example'));
    await deliver('was-set-otherwise', story);
    expect((await healthOf('was-set-otherwise')).beginning?.changes).toEqual([
      expect.objectContaining({ what: 'our-certificate' }),
      expect.objectContaining({
        what: 'connector-setting',
        before: 'TlsDomain: mail.protection.outlook.com',
        after: 'TlsDomain: mail.contoso.com',
      }),
    ]);
  });

  it('shows the same when the last healthy session crosses two chunks', async () => {
    const half = session(story[0] ?? { at: '', id: '' }).length + session(story[1] ?? { at: '', id: '' }).length / 2;
    await deliver('began-crossing', story, Math.round(half));
    expect(await healthOf('began-crossing')).toMatchObject(expected);
  });

  it('shows the same when the outage was read before what was before it', async () => {
    await deliver('began-late', story.slice(2));
    expect((await healthOf('began-late')).beginning).toBeNull();
    await deliver('began-late', story.slice(0, 2));
    expect(await healthOf('began-late')).toMatchObject(expected);
  });
});

describe('a finding of which mail flows again', () => {
  const failed: SessionOf = { at: '09:05', id: 'BAD', certificate: NEW, tls: 'fails' };

  it('recovers with proof, and is told of once', async () => {
    await deliver('mended', [failed]);
    await deliver('mended', [
      { at: '10:00', id: 'GOOD1' },
      { at: '10:20', id: 'GOOD2' },
    ]);
    await deliver('mended', [{ at: '11:00', id: 'GOOD3' }]);
    const { condition, recovery } = await healthOf('mended');
    expect(condition).toBe('recovered');
    expect(recovery).toEqual({
      kind: 'flows-again',
      since: '2024-05-14T10:00:00.000Z',
      last: '2024-05-14T11:00:00.000Z',
      lastSession: 'GOOD3',
      sessions: 3,
      orMore: false,
    });
    expect(await untoldChanges(services().tables, 'mended')).toEqual([]);
  });

  it('recovers likewise when what came later was read first', async () => {
    await deliver('mended-first', [{ at: '10:00', id: 'GOOD1' }]);
    await deliver('mended-first', [failed]);
    expect(await healthOf('mended-first')).toMatchObject({ condition: 'recovered', recovery: { sessions: 1 } });
  });

  it('goes on failing while every other session fails', async () => {
    await deliver('flapping', [failed, { at: '09:10', id: 'GOOD' }]);
    expect(await healthOf('flapping')).toMatchObject({
      condition: 'failing',
      recovery: { since: '2024-05-14T09:10:00.000Z', sessions: 1, orMore: false },
    });
  });

  it('goes on failing when mail goes in plain text because TLS fails, and says so', async () => {
    await deliver('plain', [failed, { at: '10:00', id: 'PLAIN', tls: 'is-not-tried' }]);
    expect(await healthOf('plain')).toMatchObject({ condition: 'failing', recovery: { kind: 'tls-plaintext-fallback', sessions: 1 } });
  });

  it('fails again when it fails again', async () => {
    await deliver('again', [failed, { at: '10:00', id: 'GOOD' }, { ...failed, at: '11:00', id: 'BADAGAIN' }]);
    expect(await healthOf('again')).toMatchObject({ condition: 'failing', recovery: null });
  });
});
