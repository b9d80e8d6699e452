import { setTimeout as delay } from 'node:timers/promises';
import { app } from '@azure/functions';
import type { InvocationContext } from '@azure/functions';
import { BlobServiceClient } from '@azure/storage-blob';
import type { ContainerClient } from '@azure/storage-blob';
import { startStorage } from '../../lib/host/azurite.js';
import type { LocalStorage } from '../../lib/host/azurite.js';
import { startHost } from '../../lib/host/host.js';
import type { Host, LogEntry } from '../../lib/host/host.js';

const CONNECTED = '2019-05-28T15:07:00.088Z,Outbound to Office 365,08D6E34A4CF0D2A1,2,10.0.0.5:31234,104.47.9.36:25,+,,\r\n';

interface Delivery {
  readonly bytes: Buffer;
  readonly metadata: NonNullable<InvocationContext['triggerMetadata']>;
}

const logs: Delivery[] = [];
const copies: string[] = [];
const logged: LogEntry[] = [];
let running = 0;
let mostAtOnce = 0;
/** Times that the next deliveries fail. */
let failures = 0;

let storage: LocalStorage;
let host: Host;
let protocolLogs: ContainerClient;

beforeAll(async () => {
  storage = await startStorage();
  host = await startHost({
    port: 0,
    connections: { Uploads: storage.connectionString },
    blobPollMilliseconds: 20,
    blobRetryMilliseconds: 5,
    blobConcurrency: 3,
    onLog: (entry) => logged.push(entry),
    loadFunctions: () => {
      app.storageBlob('ingest-log', { path: 'protocol-logs/{name}', connection: 'Uploads', source: 'EventGrid', handler: ingestLog });
      app.storageBlob('after-ingest', {
        path: 'done/{name}.json',
        connection: 'Uploads',
        handler: (_, { triggerMetadata }) => {
          copies.push(String(triggerMetadata?.['name']));
        },
      });
    },
  });
  const service = BlobServiceClient.fromConnectionString(storage.connectionString);
  protocolLogs = service.getContainerClient('protocol-logs');
  await service.createContainer('done');
});

afterAll(async () => {
  await host.close();
  await storage.close();
});

beforeEach(() => {
  logs.length = 0;
  logged.length = 0;
  mostAtOnce = 0;
  failures = 0;
});

async function ingestLog(blob: unknown, { triggerMetadata = {} }: InvocationContext): Promise<void> {
  running++;
  mostAtOnce = Math.max(mostAtOnce, running);
  logs.push({ bytes: blob as Buffer, metadata: triggerMetadata });
  await delay(10);
  running--;
  if (failures > 0) {
    failures--;
    throw new Error('not a protocol log');
  }
}

const upload = (name: string, text = CONNECTED, metadata: Record<string, string> = {}) =>
  protocolLogs.uploadBlockBlob(name, text, Buffer.byteLength(text), { metadata, blobHTTPHeaders: { blobContentType: 'text/plain' } });

describe('a blob function in the embedded host', () => {
  it('waits for its container to come into being', async () => {
    await host.idle();
    expect(logs).toEqual([]);
    expect(logged).toEqual([]);
    await protocolLogs.create();
  });

  it('gets the bytes, the name with its folders, and what the uploader said of the blob', async () => {
    await upload('contoso/ex01/SEND2019052815-1.LOG', CONNECTED, { firstLine: '6' });
    await host.idle();
    expect(logs.map(({ bytes }) => bytes.toString())).toEqual([CONNECTED]);
    expect(logs[0]?.metadata).toMatchObject({
      name: 'contoso/ex01/SEND2019052815-1.LOG',
      blobTrigger: 'protocol-logs/contoso/ex01/SEND2019052815-1.LOG',
      uri: `${storage.blobUrl}/protocol-logs/contoso/ex01/SEND2019052815-1.LOG`,
      metadata: { firstline: '6' },
      properties: { contentLength: CONNECTED.length, contentType: 'text/plain' },
    });
  });

  it('gets an empty blob as no bytes', async () => {
    await upload('empty.LOG', '');
    await host.idle();
    expect(logs.map(({ bytes }) => bytes.length)).toEqual([0]);
  });

  it('runs once for a blob, and once more when the blob has changed', async () => {
    await upload('changing.LOG');
    await host.idle();
    await delay(100);
    await host.idle();
    expect(logs.length).toBe(1);
    await upload('changing.LOG', `${CONNECTED}${CONNECTED}`);
    await host.idle();
    expect(logs.length).toBe(2);
  });

  it('is found by polling alone', async () => {
    await upload('unasked.LOG');
    for (let waited = 0; logs.length === 0 && waited < 20_000; waited += 20) await delay(20);
    expect(logs.length).toBe(1);
  });

  it('can be delivered a blob twice, even at once, as Event Grid may', async () => {
    await upload('twice.LOG');
    await host.idle();
    await Promise.all([host.redeliver('protocol-logs', 'twice.LOG'), host.redeliver('protocol-logs', 'twice.LOG')]);
    expect(logs.map(({ metadata }) => metadata['name'])).toEqual(['twice.LOG', 'twice.LOG', 'twice.LOG']);
  });

  it('does not mind a blob that is gone before it is read', async () => {
    await host.redeliver('protocol-logs', 'gone.LOG');
    expect(logs).toEqual([]);
    expect(await host.poison()).toEqual([]);
  });

  it('cannot be delivered a blob that it does not watch', async () => {
    await expect(host.redeliver('inventory', 'x.json')).rejects.toThrow('No function is triggered by “x.json” in “inventory”.');
  });

  it('is tried again after a failure, up to the fifth time', async () => {
    failures = 4;
    await upload('flaky.LOG');
    await host.idle();
    expect(logs.length).toBe(5);
    expect(await host.poison()).toEqual([]);
  });

  it('is given up after five failures: the blob is named in the poison queue, and stays where it is', async () => {
    failures = 5;
    const { etag } = (await upload('contoso/broken.LOG')).response;
    await host.idle();
    expect(logs.length).toBe(5);
    expect(await host.poison()).toEqual([
      {
        Type: 'BlobTrigger',
        FunctionId: 'Host.Functions.ingest-log',
        BlobType: 'BlockBlob',
        ContainerName: 'protocol-logs',
        BlobName: 'contoso/broken.LOG',
        ETag: etag,
      },
    ]);
    expect(logged.map(({ message }) => message)).toContain(
      '“contoso/broken.LOG” was given up after 5 tries and put into the poison queue.',
    );
    await host.redeliver('protocol-logs', 'contoso/broken.LOG');
    expect(logs.length).toBe(6);
  });

  it('runs for many blobs at once, and for no more than the host allows', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => upload(`many/${index}.LOG`)));
    await host.idle();
    expect(new Set(logs.map(({ metadata }) => metadata['name'])).size).toBe(20);
    expect(mostAtOnce).toBe(3);
  });

  it('takes only names that fit its pattern', async () => {
    const done = BlobServiceClient.fromConnectionString(storage.connectionString).getContainerClient('done');
    await done.uploadBlockBlob('kept.json', '{}', 2);
    await done.uploadBlockBlob('passed-by.txt', '-', 1);
    await host.idle();
    expect(copies).toEqual(['kept']);
  });

  it('ends its run when the host closes, and what waits for another try is left for the next start', async () => {
    failures = 5;
    await upload('unfinished.LOG');
    while (logs.length === 0) await delay(5);
    await host.close();
    expect(running).toBe(0);
    expect(logs.length).toBeLessThan(5);

    failures = 0;
    logs.length = 0;
    host = await startHost({ port: 0, connections: { Uploads: storage.connectionString }, loadFunctions: () => undefined });
    await host.idle();
    expect(logs.map(({ metadata }) => metadata['name'])).toContain('unfinished.LOG');
  });
});
