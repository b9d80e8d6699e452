import { BlobTriggers } from './blob-triggers.js';
import * as functionsCore from './functions-core.js';
import { HttpTriggers } from './http-triggers.js';
import { Invocations } from './invocation.js';
import type { InvocationOutcome, LogEntry } from './invocation.js';
import { answerModule } from './module-answers.js';
import type { PoisonMessage } from './poison-queue.js';
import { registry } from './registry.js';
import type { RegisteredFunction } from './registry.js';
import type { HookName } from './rpc.js';
import { TimerTriggers } from './timer-triggers.js';

export type { InvocationOutcome, LogEntry } from './invocation.js';
export type { PoisonMessage } from './poison-queue.js';

export interface HostOptions {
  /** Loads the modules that register functions with `@azure/functions`, which nothing may have used before. */
  readonly loadFunctions: () => void | Promise<void>;
  /** Storage connection strings, by the names that triggers use, such as `Uploads` and `AzureWebJobsStorage`. */
  readonly connections: Readonly<Record<string, string>>;
  /** 0 takes any that is free. */
  readonly port?: number;
  readonly hostname?: string;
  /** What routes begin with; the same as in host.json. */
  readonly routePrefix?: string;
  /** @source https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits */
  readonly maxRequestBytes?: number;
  /** How long to wait between two looks for new blobs. */
  readonly blobPollMilliseconds?: number;
  /** How long to wait before a blob that failed is tried again. */
  readonly blobRetryMilliseconds?: number;
  /** Blobs that are processed at once. */
  readonly blobConcurrency?: number;
  readonly onLog?: (entry: LogEntry) => void;
  readonly onInvocation?: (invocation: InvocationOutcome) => void;
}

/** A running host. */
export interface Host {
  readonly url: string;
  /** The names of the functions that it serves. */
  readonly functions: readonly string[];
  /** The blobs that were given up: the first 32 messages of each poison queue, which stay there. */
  poison(): Promise<PoisonMessage[]>;
  /** Resolves when no blob waits or runs. */
  idle(): Promise<void>;
  /** Delivers a blob once more, as Event Grid may; resolves when it has been processed. */
  redeliver(container: string, blobName: string): Promise<void>;
  /** Runs a timer function now. Rejects with what it threw. */
  runTimer(name: string): Promise<void>;
  /** Takes no new work, lets what runs come to its end, then frees port and timers. */
  close(): Promise<void>;
}

/**
 * Runs the functions of an app in this process: the registrations that the app makes with `@azure/functions` for Azure are served here,
 * http, blob and timer triggers alike.
 *
 * @example
 * const storage = await startStorage();
 * const host = await startHost({
 *   loadFunctions: () => import('../../functions/index.js').then(() => undefined),
 *   connections: { Uploads: storage.connectionString },
 * });
 */
export async function startHost({
  loadFunctions,
  connections,
  port = 7071,
  hostname = '127.0.0.1',
  routePrefix = 'api',
  maxRequestBytes = 100 * 1024 * 1024,
  blobPollMilliseconds = 100,
  blobRetryMilliseconds = 1_000,
  blobConcurrency = 8,
  onLog = () => undefined,
  onInvocation = () => undefined,
}: HostOptions): Promise<Host> {
  registry.logTo((level, category, message) => {
    onLog({ level, category, message });
  });
  await load(loadFunctions);
  const functions = registry.functions;
  for (const fn of functions) assertServed(fn);
  const triggeredBy = (type: string) => functions.filter((fn) => fn.trigger.type === type);

  const invocations = new Invocations({ onLog, onInvocation });
  const httpFunctions = triggeredBy('httpTrigger');
  if (httpFunctions.length > 0) await registry.serverPort();
  const http = new HttpTriggers(httpFunctions, {
    ...{ port, hostname, routePrefix, maxRequestBytes, invocations, onLog },
    serverPort: () => registry.serverPort(),
  });
  const blobs = new BlobTriggers(triggeredBy('blobTrigger'), {
    connections,
    pollMilliseconds: blobPollMilliseconds,
    retryMilliseconds: blobRetryMilliseconds,
    concurrency: blobConcurrency,
    invocations,
    onLog,
  });
  const timers = new TimerTriggers(triggeredBy('timerTrigger'), invocations);

  await runAppHooks('appStart');
  const url = await http.listen().catch(async (error: unknown) => {
    await runAppHooks('appTerminate');
    throw error;
  });
  blobs.start();
  timers.start();

  const close = async () => {
    timers.stop();
    await Promise.all([http.stop(), blobs.stop()]);
    await invocations.finished();
    await runAppHooks('appTerminate');
  };
  let closing: Promise<void> | undefined;
  return {
    url,
    functions: functions.map(({ name }) => name),
    poison: () => blobs.poison(),
    idle: () => blobs.idle(),
    redeliver: (container, blobName) => blobs.redeliver(container, blobName),
    runTimer: (name) => timers.run(name),
    close: () => (closing ??= close()),
  };
}

/** Loads the app with `@azure/functions-core` in place: a look-up that failed once is never repeated by the library. */
async function load(loadFunctions: () => void | Promise<void>): Promise<void> {
  const restore = answerModule('@azure/functions-core', functionsCore);
  try {
    await registry.load(loadFunctions);
  } finally {
    restore();
  }
}

const SERVED: ReadonlySet<string> = new Set(['httpTrigger', 'blobTrigger', 'timerTrigger', 'http']);

/** Better no start than a function that works in Azure and sleeps here. */
function assertServed({ name, metadata }: RegisteredFunction): void {
  const foreign = Object.values(metadata.bindings).find(({ type }) => !SERVED.has(type));
  if (foreign) throw new Error(`Function “${name}” has a binding “${foreign.type}”, which the embedded host does not serve.`);
  if (metadata.retryOptions) throw new Error(`Function “${name}” has a retry policy, which the embedded host does not serve.`);
}

async function runAppHooks(name: HookName & ('appStart' | 'appTerminate')): Promise<void> {
  for (const hook of registry.hooks(name)) {
    await hook({ hookData: registry.appHookData, appHookData: registry.appHookData, functionAppDirectory: process.cwd() });
  }
}
