import { startStorage, type LocalStorage } from '../../lib/host/azurite.js';
import { StablePort } from './stable-port.js';

const SERVICES = ['blob', 'queue', 'table'] as const;
type Service = (typeof SERVICES)[number];

/** Azurite on the disk, at addresses that stay the same when it is stopped and started again. */
export class RestartableStorage {
  readonly #folder: string;
  readonly #ports: Readonly<Record<Service, StablePort>> = { blob: new StablePort(), queue: new StablePort(), table: new StablePort() };
  #azurite: LocalStorage | undefined;
  connectionString = '';
  blobOrigin = '';

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(folder: string): Promise<RestartableStorage> {
    const storage = new RestartableStorage(folder);
    await storage.#start();
    const { blobUrl, queueUrl, tableUrl, connectionString } = storage.#running();
    let said = connectionString;
    for (const [service, url] of [
      ['blob', blobUrl],
      ['queue', queueUrl],
      ['table', tableUrl],
    ] as const) {
      const origin = `http://127.0.0.1:${await storage.#ports[service].open()}`;
      said = said.replaceAll(new URL(url).origin, origin);
      if (service === 'blob') storage.blobOrigin = origin;
    }
    storage.connectionString = said;
    return storage;
  }

  /** Away for this long, with every connection cut. */
  async restarts(milliseconds: number): Promise<void> {
    for (const service of SERVICES) this.#ports[service].leadsNowhere();
    await this.#running().close();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await this.#start();
  }

  async close(): Promise<void> {
    for (const service of SERVICES) await this.#ports[service].close();
    await this.#running().close();
  }

  async #start(): Promise<void> {
    this.#azurite = await startStorage({ folder: this.#folder });
    const { blobUrl, queueUrl, tableUrl } = this.#azurite;
    this.#ports.blob.leadsTo(Number(new URL(blobUrl).port));
    this.#ports.queue.leadsTo(Number(new URL(queueUrl).port));
    this.#ports.table.leadsTo(Number(new URL(tableUrl).port));
  }

  #running(): LocalStorage {
    if (this.#azurite === undefined) throw new Error('The storage does not run.');
    return this.#azurite;
  }
}
