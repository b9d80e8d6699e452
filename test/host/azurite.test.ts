import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { startStorage } from '../../lib/host/azurite.js';

const tableOf = (connectionString: string) =>
  TableClient.fromConnectionString(connectionString, 'Tenants', { allowInsecureConnection: true });
const containerOf = (connectionString: string) =>
  BlobServiceClient.fromConnectionString(connectionString).getContainerClient('protocol-logs');

describe('local storage', () => {
  it('keeps blobs and rows while it runs, each storage its own', async () => {
    const [one, two] = await Promise.all([startStorage(), startStorage()]);
    await containerOf(one.connectionString).create();
    await containerOf(one.connectionString).uploadBlockBlob('SEND20190528-1.LOG', '#Software: Microsoft Exchange Server', 36);
    await tableOf(one.connectionString).createTable();
    await tableOf(one.connectionString).createEntity({ partitionKey: 'tenants', rowKey: 'contoso' });

    expect((await containerOf(one.connectionString).getBlobClient('SEND20190528-1.LOG').downloadToBuffer()).toString()).toContain(
      'Exchange',
    );
    expect(await tableOf(one.connectionString).getEntity('tenants', 'contoso')).toMatchObject({ rowKey: 'contoso' });
    expect(await containerOf(two.connectionString).exists()).toBe(false);
    expect(one.connectionString).toContain(`BlobEndpoint=${one.blobUrl};QueueEndpoint=${one.queueUrl};TableEndpoint=${one.tableUrl};`);

    await Promise.all([one.close(), two.close()]);
    await expect(fetch(one.blobUrl)).rejects.toThrow();
  });

  it('finds its blobs and rows again in a folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mailflow-storage-'));
    const first = await startStorage({ folder });
    await containerOf(first.connectionString).create();
    await containerOf(first.connectionString).uploadBlockBlob('RECV20190528-1.LOG', 'kept', 4);
    await tableOf(first.connectionString).createTable();
    await tableOf(first.connectionString).createEntity({ partitionKey: 'tenants', rowKey: 'fabrikam' });
    await first.close();

    const second = await startStorage({ folder });
    expect((await containerOf(second.connectionString).getBlobClient('RECV20190528-1.LOG').downloadToBuffer()).toString()).toBe('kept');
    expect(await tableOf(second.connectionString).getEntity('tenants', 'fabrikam')).toMatchObject({ rowKey: 'fabrikam' });
    await second.close();
    await rm(folder, { recursive: true });
  });

  it('says what to do when Azurite is not installed', async () => {
    jest.resetModules();
    jest.doMock('azurite/dist/src/blob/BlobServer', () => {
      throw Object.assign(new Error("Cannot find module 'azurite/dist/src/blob/BlobServer'"), { code: 'MODULE_NOT_FOUND' });
    });
    await expect(startStorage()).rejects.toThrow('Azurite is not installed, so there is no local storage to run on.');
  });
});
