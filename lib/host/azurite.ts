import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { answerModule } from './module-answers.js';

/** Local storage that answers as Azure Storage does. */
export interface LocalStorage {
  /** For blobs, queues and tables. */
  readonly connectionString: string;
  readonly blobUrl: string;
  readonly queueUrl: string;
  readonly tableUrl: string;
  /** Stops the services; with a folder, everything is on disk when it resolves. */
  close(): Promise<void>;
}

export interface StorageOptions {
  /** Keeps everything in this folder. A crash may lose the last five seconds: Azurite saves its index at that interval. Default: in memory. */
  readonly folder?: string;
}

interface Service {
  readonly httpServer: Server;
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}

/** Azurite's own classes. It has no public API for use in-process: the version is pinned, and the arguments are those of 3.35.0. */
interface Azurite {
  readonly BlobServer: new (configuration: unknown) => Service;
  readonly BlobConfiguration: new (...options: readonly unknown[]) => object;
  readonly QueueServer: new (configuration: unknown) => Service;
  readonly QueueConfiguration: new (...options: readonly unknown[]) => object;
  readonly TableServer: new (configuration: unknown) => Service;
  readonly TableConfiguration: new (...options: readonly unknown[]) => object;
  readonly MemoryExtentChunkStore: new () => object;
}

const HOST = '127.0.0.1';
/** Any port that is free. */
const PORT = 0;
const KEEP_ALIVE_SECONDS = 5;
/** Azurite's own: writes that go on at once in one folder of extents. */
const WRITES_AT_ONCE = 10;

/**
 * The account that every storage emulator has. Its key is public and opens nothing else.
 *
 * @source https://learn.microsoft.com/azure/storage/common/storage-connect-azurite#well-known-storage-account-and-key
 */
const ACCOUNT = 'devstoreaccount1';
const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Starts blob, queue and table storage in this process, on ports of 127.0.0.1 that were free. */
export async function startStorage({ folder }: StorageOptions = {}): Promise<LocalStorage> {
  const azurite = loadAzurite();
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const blob = new azurite.BlobServer(new azurite.BlobConfiguration(...objectServiceOptions(azurite, 'blob', folder)));
  const queue = new azurite.QueueServer(new azurite.QueueConfiguration(...objectServiceOptions(azurite, 'queue', folder)));
  const table = new azurite.TableServer(new azurite.TableConfiguration(...tableServiceOptions(folder)));
  const services = [blob, queue, table].map((service) => ({ service, connections: connectionsOf(service) }));
  await Promise.all(services.map(({ service }) => service.start()));

  const blobUrl = urlOf(blob);
  const queueUrl = urlOf(queue);
  const tableUrl = urlOf(table);
  return {
    blobUrl,
    queueUrl,
    tableUrl,
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};` +
      `BlobEndpoint=${blobUrl};QueueEndpoint=${queueUrl};TableEndpoint=${tableUrl};`,
    close: async () => {
      await Promise.all(services.map(stop));
    },
  };
}

function urlOf(service: Service): string {
  return `${service.getHttpServerAddress()}/${ACCOUNT}`;
}

/** How long a connection may last when its service is stopped, in milliseconds. */
const LAST_REQUESTS = 2_000;

/** Azurite's close() does not wait for its listener; and that waits for a client for ever, if it vanished at a bad moment. */
async function stop({ service, connections }: { service: Service; connections: ReadonlySet<Socket> }): Promise<void> {
  const closed = once(service.httpServer, 'close');
  const cut = setTimeout(() => {
    for (const connection of connections) connection.destroy();
  }, LAST_REQUESTS);
  await service.close();
  await closed;
  clearTimeout(cut);
}

/** The connections that a service has at the moment. */
function connectionsOf({ httpServer }: Service): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  httpServer.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  return connections;
}

/** Blobs and queue messages are kept as extents beside an index. */
function objectServiceOptions(azurite: Azurite, service: 'blob' | 'queue', folder: string | undefined): unknown[] {
  const index = join(folder ?? '', `${service}.json`);
  const extentIndex = join(folder ?? '', `${service}-extents.json`);
  const extents = { locationId: 'Default', locationPath: join(folder ?? '', `${service}-extents`), maxConcurrency: WRITES_AT_ONCE };
  const inMemory = folder === undefined;
  const extentsInMemory = inMemory ? new azurite.MemoryExtentChunkStore() : undefined;
  return [HOST, PORT, KEEP_ALIVE_SECONDS, index, extentIndex, [extents], ...NO_LOGS, ...PROTOCOL, inMemory, extentsInMemory];
}

function tableServiceOptions(folder: string | undefined): unknown[] {
  return [HOST, PORT, KEEP_ALIVE_SECONDS, join(folder ?? '', 'table.json'), ...NO_TABLE_LOGS, ...PROTOCOL, folder === undefined];
}

/** Access log, its stream, debug log, its file. */
const NO_LOGS = [false, undefined, false, undefined];
/** Debug log, access log, its stream, the debug log's file. */
const NO_TABLE_LOGS = [false, false, undefined, undefined];

const PROTOCOL = [
  /* loose: */ false,
  // The SDKs speak newer versions of the protocol than this Azurite knows; it answers 400 to each request unless told not to look.
  /* skipApiVersionCheck: */ true,
  /* certificate, key, password: */ ...['', '', ''],
  /* oauth: */ undefined,
  /* disableProductStyleUrl: */ false,
];

const load = createRequire(__filename);

function loadAzurite(): Azurite {
  // Azurite loads Application Insights to send telemetry from its command line; used in-process it sends none. Without it, Azurite loads
  // in about half the time (0.4 s against 0.7 s, 420 modules fewer, measured on Node.js 20).
  const restore = answerModule('applicationinsights', {});
  try {
    const part = (path: string) => (load(`azurite/dist/src/${path}`) as { default: new () => never }).default;
    return {
      BlobServer: part('blob/BlobServer'),
      BlobConfiguration: part('blob/BlobConfiguration'),
      QueueServer: part('queue/QueueServer'),
      QueueConfiguration: part('queue/QueueConfiguration'),
      TableServer: part('table/TableServer'),
      TableConfiguration: part('table/TableConfiguration'),
      MemoryExtentChunkStore: (load('azurite/dist/src/common/persistence/MemoryExtentStore') as Azurite).MemoryExtentChunkStore,
    };
  } catch (error) {
    if (!isMissingAzurite(error)) throw error;
    throw new Error(
      'Azurite is not installed, so there is no local storage to run on. It is a development dependency: run “npm install” without --omit=dev.',
      { cause: error },
    );
  } finally {
    restore();
  }
}

function isMissingAzurite(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && error.code === 'MODULE_NOT_FOUND' && error.message.includes("'azurite/");
}
