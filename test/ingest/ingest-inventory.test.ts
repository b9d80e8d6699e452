import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ingestInventory, triggeringExport } from '../../lib/ingest/ingest-inventory.js';
import { MAX_EXPORT_BYTES } from '../../lib/inventory/limits.js';
import { inventoryBlobName, type InventoryExportId } from '../../lib/store/inventory-blob.js';
import { readInventory } from '../../lib/store/inventory-table.js';
import { listUnusable } from '../../lib/store/unusable-export-table.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const QUEUES = [{ Identity: 'EX01\\1', NextHopDomain: 'contoso.com', MessageCount: 3 }];

function idOf(tenant: string, changes: Partial<InventoryExportId> = {}): InventoryExportId {
  return { tenant, server: 'EX01', kind: 'queues', collectedAt: '2026-09-30T06:00:00.000Z', codec: 'br', ...changes };
}

function enveloped(changes: Readonly<Record<string, unknown>> = {}): Buffer {
  const envelope = { mailflow: 1, kind: 'queues', server: 'EX01', collectedAt: '2026-09-30T06:00:00Z', items: QUEUES, ...changes };
  return brotliCompressSync(JSON.stringify(envelope));
}

const unusable = async (tenant: string) => listUnusable(services().tables, { tenant, server: 'EX01' });
const inventory = async (tenant: string) => readInventory(services().tables, { tenant, server: 'EX01' });

describe('an export’s blob', () => {
  it('has a name that tells whose it is, of what and when, and no other name is taken', () => {
    const id = idOf('contoso', { collectedAt: '2026-09-30T06:07:08.009Z', kind: 'exchange-certificates', codec: 'gz' });
    expect(inventoryBlobName(id)).toBe('contoso/EX01/exchange-certificates/20260930T060708009Z.json.gz');
    expect(triggeringExport({ blobTrigger: `inventory/${inventoryBlobName(id)}` })).toEqual({ exported: id, metadata: {} });
    expect(() => triggeringExport({ blobTrigger: 'inventory/contoso/EX01/passwords/20260930T060708009Z.json.gz' })).toThrow(
      'is not the name of an inventory export',
    );
  });

  it('without an envelope is dated and placed by its name; an empty list says that there are none', async () => {
    await ingestInventory(brotliCompressSync('[]'), idOf('bare'), services());
    expect((await inventory('bare'))?.exports.queues).toMatchObject({
      items: [],
      server: 'EX01',
      collectedAt: Date.parse('2026-09-30T06:00:00Z'),
    });
  });
});

describe('an export that cannot be used is noted, with the reason, and thrown for the host to keep', () => {
  it.each([
    { told: 'no-json', packed: brotliCompressSync('Identity Status\n-------- ------'), says: /ConvertTo-Json/ },
    { told: 'no-brotli', packed: Buffer.from('[]'), says: /cannot be decompressed as brotli/ },
    { told: 'a-bomb', packed: brotliCompressSync(Buffer.alloc(MAX_EXPORT_BYTES + 1, 32)), says: /within 33554432 bytes/ },
    { told: 'another-kind', packed: enveloped({ kind: 'send-connectors' }), says: /name says queues, its envelope send-connectors/ },
    { told: 'another-time', packed: enveloped({ collectedAt: '2099-01-01T00:00:00Z' }), says: /its envelope says otherwise/ },
    { told: 'another-server', packed: enveloped({ server: 'EX02' }), says: /token of EX01, and its envelope says that it is of EX02/ },
  ])('$told', async ({ told, packed, says }) => {
    await expect(ingestInventory(packed, idOf(told), services())).rejects.toThrow(says);
    expect(await unusable(told)).toEqual([
      {
        kind: 'queues',
        collectedAt: '2026-09-30T06:00:00.000Z',
        blob: `${told}/EX01/queues/20260930T060000000Z.json.br`,
        problem: expect.stringMatching(says),
      },
    ]);
    expect(await inventory(told)).toBeUndefined();
  });

  it('and forgotten when it is read after all', async () => {
    await expect(ingestInventory(Buffer.from('[]'), idOf('mended'), services())).rejects.toThrow();
    await ingestInventory(enveloped(), idOf('mended'), services());
    expect(await unusable('mended')).toEqual([]);
    expect((await inventory('mended'))?.exports.queues?.items).toHaveLength(1);
  });
});

it('what no table row takes is said and done, without a retry', async () => {
  const texts = Array.from(
    { length: 20_000 },
    (_, index) => Buffer.from(`${index * 7919}`.repeat(3)).toString('base64') + Math.sin(index).toString(36),
  );
  const items = texts.map((text, index) => ({
    Identity: `EX01\\${index}`,
    NextHopDomain: text.toLowerCase(),
    LastError: `${text}${Math.cos(index)}`,
  }));
  await ingestInventory(gzipSync(JSON.stringify(items)), idOf('large', { codec: 'gz' }), services());
  expect(await unusable('large')).toMatchObject([{ problem: expect.stringMatching(/a table row takes 917504/) }]);
  expect(await inventory('large')).toBeUndefined();
});
