import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { RestError } from '@azure/storage-blob';
import type { BlobDownloadResponseParsed, ContainerClient } from '@azure/storage-blob';
import type { BlobPath } from './blob-path.js';
import type { Input, Invocations, LogEntry } from './invocation.js';
import type { PoisonMessage, PoisonQueue } from './poison-queue.js';
import type { RegisteredFunction } from './registry.js';
import type { TypedValue } from './rpc.js';
import type { Slots } from './slots.js';

/**
 * How often a blob is tried in all before it is given up.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#poison-blobs
 */
const MAX_TRIES = 5;

export interface BlobTriggerParts {
  readonly fn: RegisteredFunction;
  readonly path: BlobPath;
  readonly container: ContainerClient;
  readonly poison: PoisonQueue;
  readonly invocations: Invocations;
  readonly slots: Slots;
  readonly retryMilliseconds: number;
  readonly onLog: (entry: LogEntry) => void;
  /** Stops waiting and giving up; what runs is left to end. */
  readonly stopped: AbortSignal;
}

/** One function that runs for each new or changed blob of a container. */
export class BlobTrigger {
  readonly #parts: BlobTriggerParts;
  /** By blob name, the ETag that was last seen: that version has been delivered, or is being delivered. */
  readonly #receipts = new Map<string, string>();
  readonly #deliveries = new Set<Promise<void>>();

  constructor(parts: BlobTriggerParts) {
    this.#parts = parts;
  }

  get functionName(): string {
    return this.#parts.fn.name;
  }

  /** Blobs wait or run. */
  get busy(): boolean {
    return this.#deliveries.size > 0;
  }

  /** Whether this trigger is for a blob of that container and name. */
  watches(container: string, blobName: string): boolean {
    return container === this.#parts.path.container && this.#parts.path.match(blobName) !== undefined;
  }

  /** Lists the container and starts to deliver what has no receipt. Resolves with their number before they have run. */
  async poll(): Promise<number> {
    const { container, path, stopped } = this.#parts;
    let found = 0;
    try {
      for await (const { name, properties } of container.listBlobsFlat({ abortSignal: stopped })) {
        if (this.#receipts.get(name) === properties.etag || !path.match(name)) continue;
        this.#receipts.set(name, properties.etag);
        found++;
        void this.deliver(name);
      }
    } catch (error) {
      // The container may be created later, by a deployment or by the first upload.
      if (!isNotFound(error)) throw error;
    }
    return found;
  }

  /** Runs the function for a blob, whether it ran for it before or not, until it succeeds or is given up. */
  async deliver(blobName: string): Promise<void> {
    const delivery = this.#deliver(blobName).catch((error: unknown) => {
      this.#log('error', `“${blobName}” was given up and could not be put into the poison queue: ${String(error)}`);
    });
    this.#deliveries.add(delivery);
    await delivery;
    this.#deliveries.delete(delivery);
  }

  /** Resolves when no blob waits or runs. */
  async settled(): Promise<void> {
    while (this.busy) await Promise.all(this.#deliveries);
  }

  async #deliver(blobName: string): Promise<void> {
    const { slots, stopped, retryMilliseconds } = this.#parts;
    for (let tries = 1; ; tries++) {
      // The wait ends early when the host closes, and the try does not happen; after a restart the blob is found again.
      if (tries > 1) await delay(retryMilliseconds, undefined, { signal: stopped }).catch(() => undefined);
      const failure = await slots.run(() => this.#try(blobName));
      if (!failure) return;
      this.#log('warning', `“${blobName}” failed, try ${tries} of ${MAX_TRIES}.`);
      if (tries === MAX_TRIES) return this.#giveUp(blobName, failure);
    }
  }

  /** Resolves with what is known of the blob when it failed; with nothing when it succeeded, is gone, or is no longer wanted. */
  async #try(blobName: string): Promise<Failure | undefined> {
    const { container, fn, invocations, stopped } = this.#parts;
    if (stopped.aborted) return undefined;
    let blob: BlobDownloadResponseParsed | undefined;
    try {
      blob = await container.getBlobClient(blobName).download();
      await invocations.run(fn, await this.#input(blobName, blob));
      return undefined;
    } catch (error) {
      if (!blob && isNotFound(error)) return undefined;
      return { ETag: blob?.etag ?? '', BlobType: blob?.blobType ?? '' };
    }
  }

  async #input(blobName: string, blob: BlobDownloadResponseParsed): Promise<Input> {
    const { container, path } = this.#parts;
    const names: Record<string, TypedValue> = {};
    for (const [name, value] of Object.entries(path.match(blobName) ?? {})) names[name] = { string: value };
    return {
      data: { bytes: blob.readableStreamBody ? await buffer(blob.readableStreamBody) : Buffer.alloc(0) },
      triggerMetadata: {
        ...names,
        BlobTrigger: { string: `${container.containerName}/${blobName}` },
        Uri: { json: JSON.stringify(container.getBlobClient(blobName).url) },
        Properties: { json: JSON.stringify(propertiesOf(blob)) },
        Metadata: { json: JSON.stringify(blob.metadata ?? {}) },
      },
    };
  }

  async #giveUp(blobName: string, failure: Failure): Promise<void> {
    const { container, fn, poison } = this.#parts;
    await poison.add({
      Type: 'BlobTrigger',
      FunctionId: `Host.Functions.${fn.name}`,
      ContainerName: container.containerName,
      BlobName: blobName,
      ...failure,
    });
    this.#log('error', `“${blobName}” was given up after ${MAX_TRIES} tries and put into the poison queue.`);
  }

  #log(level: 'warning' | 'error', message: string): void {
    this.#parts.onLog({ level, category: 'system', function: this.functionName, message });
  }
}

/** What the poison queue tells of the version that failed. */
type Failure = Pick<PoisonMessage, 'BlobType' | 'ETag'>;

/** Named as the host names them. */
function propertiesOf(blob: BlobDownloadResponseParsed) {
  return {
    CreatedOn: blob.createdOn,
    LastModified: blob.lastModified,
    ETag: blob.etag,
    ContentLength: blob.contentLength,
    ContentType: blob.contentType,
    ContentEncoding: blob.contentEncoding,
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404;
}
