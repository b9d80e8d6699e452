import { randomBytes, randomUUID } from 'node:crypto';
import { isNativeError } from 'node:util/types';
import { registry } from './registry.js';
import type { RegisteredFunction } from './registry.js';
import type { CoreInvocationContext, HookContext, LogCategory, LogLevel, TypedValue } from './rpc.js';

/** A line that a function, the library or the host logged. */
export interface LogEntry {
  readonly level: LogLevel;
  /** `user` for what functions log, `system` for the library and the host. */
  readonly category: LogCategory;
  readonly message: string;
  readonly function?: string;
  readonly invocationId?: string;
}

/** How an invocation ended. */
export interface InvocationOutcome {
  readonly function: string;
  readonly invocationId: string;
  readonly outcome: 'succeeded' | 'failed';
  readonly milliseconds: number;
  /** What the function threw. */
  readonly error?: unknown;
}

export interface Observers {
  readonly onLog: (entry: LogEntry) => void;
  readonly onInvocation: (invocation: InvocationOutcome) => void;
}

export interface Input {
  /** Where somebody has to know it before; else it is made up. */
  readonly invocationId?: string;
  readonly data: TypedValue;
  readonly triggerMetadata?: Readonly<Record<string, TypedValue>>;
}

/** Runs functions as the Node.js worker does, and knows which are running. */
export class Invocations {
  readonly #observers: Observers;
  readonly #running = new Set<Promise<unknown>>();

  constructor(observers: Observers) {
    this.#observers = observers;
  }

  /** Runs a function once. Rejects with what it threw. */
  async run(fn: RegisteredFunction, input: Input): Promise<void> {
    const invocation = this.#observed(fn, input);
    this.#running.add(invocation);
    try {
      await invocation;
    } finally {
      this.#running.delete(invocation);
    }
  }

  /** Resolves when nothing runs any more. */
  async finished(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #observed(fn: RegisteredFunction, input: Input): Promise<void> {
    const { onLog, onInvocation } = this.#observers;
    const { invocationId = randomUUID() } = input;
    const started = performance.now();
    const ended = () => ({ function: fn.name, invocationId, milliseconds: performance.now() - started });
    try {
      await invoke(coreContext(fn, input, invocationId, onLog), fn);
      onInvocation({ ...ended(), outcome: 'succeeded' });
    } catch (error) {
      const message = isNativeError(error) ? (error.stack ?? error.message) : String(error);
      onLog({ level: 'error', category: 'system', function: fn.name, invocationId, message });
      onInvocation({ ...ended(), outcome: 'failed', error });
      throw error;
    }
  }
}

function coreContext(fn: RegisteredFunction, input: Input, invocationId: string, onLog: Observers['onLog']): CoreInvocationContext {
  return {
    invocationId,
    metadata: fn.metadata,
    state: undefined,
    request: {
      invocationId,
      functionId: fn.name,
      inputData: [{ name: fn.trigger.bindingName, data: input.data }],
      triggerMetadata: input.triggerMetadata ?? null,
      traceContext: { traceParent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01` },
      retryContext: null,
    },
    log: (level, category, message) => {
      onLog({ level, category, message, function: fn.name, invocationId });
    },
  };
}

/** The steps of the Node.js worker: arguments, hooks before, the function, hooks after (which may replace result and error), response. */
async function invoke(core: CoreInvocationContext, fn: RegisteredFunction): Promise<void> {
  const model = registry.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  const shared = { hookData: {}, appHookData: registry.appHookData, invocationContext: context };

  const before = { ...shared, inputs, functionCallback: fn.callback } satisfies HookContext;
  core.state = 'preInvocationHooks';
  for (const hook of registry.hooks('preInvocation')) await hook(before);

  const after: typeof before & HookContext = { ...before, result: undefined, error: undefined };
  core.state = 'invocation';
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error;
  }

  core.state = 'postInvocationHooks';
  for (const hook of registry.hooks('postInvocation')) await hook(after);
  core.state = undefined;

  // As in the worker: who throws `undefined` or `null` has not failed.
  if (after.error !== undefined && after.error !== null) throw asError(after.error);
  if (fn.trigger.type === 'httpTrigger' && (after.result === undefined || after.result === null)) {
    throw new Error(`Function “${fn.name}” answers nothing: in Azure, whoever asked would wait for four minutes, and hear nothing then.`);
  }
  await model.getResponse(context, after.result);
}

function asError(thrown: unknown): Error {
  return isNativeError(thrown) ? thrown : new Error(String(thrown), { cause: thrown });
}
