import { setTimeout as delay } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { BlobPath } from './blob-path.js';
import { BlobTrigger } from './blob-trigger.js';
import type { Invocations, LogEntry } from './invocation.js';
import { PoisonQueue } from './poison-queue.js';
import type { PoisonMessage } from './poison-queue.js';
import type { RegisteredFunction } from './registry.js';
import { Slots } from './slots.js';

export interface BlobTriggersOptions {
  /** By the name that a trigger's `connection` gives. */
  readonly connections: Readonly<Record<string, string>>;
  readonly pollMilliseconds: number;
  readonly retryMilliseconds: number;
  /** Blobs that are processed at once, over all functions. */
  readonly concurrency: number;
  readonly invocations: Invocations;
  readonly onLog: (entry: LogEntry) => void;
}

/** Listing may take this share of the time: in a container of many thousand blobs it would take all of it. */
const LISTING_SHARE = 0.2;

/**
 * Runs blob-triggered functions. In Azure, Event Grid tells of new blobs; here their containers are listed again and again, with the same
 * effect: each blob at least once, in no particular order.
 */
export class BlobTriggers {
  readonly #triggers: readonly BlobTrigger[];
  readonly #queues: ReadonlyMap<string, PoisonQueue>;
  readonly #options: BlobTriggersOptions;
  readonly #stop = new AbortController();
  #polling: Promise<unknown> = Promise.resolve();

  constructor(functions: readonly RegisteredFunction[], options: BlobTriggersOptions) {
    this.#options = options;
    const queues = new Map<string, PoisonQueue>();
    const slots = new Slots(options.concurrency);
    this.#triggers = functions.map((fn) => {
      const { path = '', connection = '' } = fn.trigger;
      const connectionString = options.connections[connection];
      if (connectionString === undefined) {
        throw new Error(
          `Function “${fn.name}” reads blobs through the connection “${connection}”, and the host was given none of that name.`,
        );
      }
      const poison = queues.get(connectionString) ?? new PoisonQueue(connectionString);
      queues.set(connectionString, poison);
      const blobPath = new BlobPath(path);
      const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient(blobPath.container);
      return new BlobTrigger({ ...options, fn, path: blobPath, container, poison, slots, stopped: this.#stop.signal });
    });
    this.#queues = queues;
  }

  /** Begins to look for blobs. */
  start(): void {
    this.#polling = Promise.all(this.#triggers.map((trigger) => this.#watch(trigger)));
  }

  /** Resolves when a fresh look finds no blob that waits or runs. */
  async idle(): Promise<void> {
    let quiet = false;
    while (!quiet) {
      const found = await Promise.all(this.#triggers.map((trigger) => trigger.poll()));
      quiet = found.every((count) => count === 0) && this.#triggers.every((trigger) => !trigger.busy);
      await Promise.all(this.#triggers.map((trigger) => trigger.settled()));
    }
  }

  /** Delivers a blob again, as Event Grid may. Resolves when it has been processed. */
  async redeliver(container: string, blobName: string): Promise<void> {
    const triggers = this.#triggers.filter((trigger) => trigger.watches(container, blobName));
    if (triggers.length === 0) throw new Error(`No function is triggered by “${blobName}” in “${container}”.`);
    await Promise.all(triggers.map((trigger) => trigger.deliver(blobName)));
  }

  /** What was given up. */
  async poison(): Promise<PoisonMessage[]> {
    return (await Promise.all([...this.#queues.values()].map((queue) => queue.peek()))).flat();
  }

  /** Looks for no more blobs. Resolves when those that run have ended; those that wait are dropped. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#polling;
    await Promise.all(this.#triggers.map((trigger) => trigger.settled()));
  }

  async #watch(trigger: BlobTrigger): Promise<void> {
    const { pollMilliseconds, onLog } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const started = performance.now();
      await trigger.poll().catch((error: unknown) => {
        if (signal.aborted) return;
        const message = `Its container could not be listed; it will be tried again. ${String(error)}`;
        onLog({ level: 'warning', category: 'system', function: trigger.functionName, message });
      });
      const pause = Math.max(pollMilliseconds, (performance.now() - started) * (1 / LISTING_SHARE - 1));
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
