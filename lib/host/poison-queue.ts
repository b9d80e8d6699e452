/** Says which blob a function could not process. */
export interface PoisonMessage {
  readonly Type: 'BlobTrigger';
  /** `Host.Functions.` and the function's name. */
  readonly FunctionId: string;
  readonly BlobType: string;
  readonly ContainerName: string;
  readonly BlobName: string;
  readonly ETag: string;
}

const QUEUE = 'webjobs-blobtrigger-poison';
/** Messages that one look may show, by the service's own limit. */
const MAX_PEEKED = 32;

/**
 * The queue into which the Functions host puts what a blob trigger gave up, in the storage account of the trigger.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#poison-blobs
 * @source https://github.com/Azure/azure-functions-host/pull/2794 (which account)
 * @source https://github.com/Azure/azure-functions-host/issues/971 (a message as it is)
 */
export class PoisonQueue {
  readonly #connectionString: string;
  #client: Promise<Queue> | undefined;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  async add(message: PoisonMessage): Promise<void> {
    const client = await this.#open();
    // As the host does: queue messages travel in Base64.
    await client.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
  }

  /** The first messages, which stay in the queue. */
  async peek(): Promise<PoisonMessage[]> {
    const client = await this.#open();
    const { peekedMessageItems } = await client.peekMessages({ numberOfMessages: MAX_PEEKED });
    return peekedMessageItems.map(({ messageText }) => JSON.parse(Buffer.from(messageText, 'base64').toString()) as PoisonMessage);
  }

  /** Opened when first needed, which is seldom: the client is a development dependency, as Azurite is. */
  #open(): Promise<Queue> {
    return (this.#client ??= openQueue(this.#connectionString));
  }
}

type Queue = Awaited<ReturnType<typeof openQueue>>;

async function openQueue(connectionString: string) {
  const { QueueClient } = await import('@azure/storage-queue');
  const client = new QueueClient(connectionString, QUEUE);
  await client.createIfNotExists();
  return client;
}
