/**
 * The shapes in which a Functions host and its Node.js worker exchange values, as far as the embedded host uses them. The library
 * `@azure/functions` converts between these and what handlers see.
 *
 * @source https://github.com/Azure/azure-functions-language-worker-protobuf/blob/dev/src/proto/FunctionRpc.proto
 * @source https://github.com/Azure/azure-functions-nodejs-worker/blob/v3.x/types-core/index.d.ts
 */

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type LogCategory = 'user' | 'system' | 'customMetric';

/** One value on its way between host and worker; one of its fields is set. A `string` that parses as JSON reaches the handler parsed. */
export interface TypedValue {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  /** Nothing: when HTTP is streamed, the request itself goes to the library's server. */
  readonly http?: Readonly<Record<string, never>>;
}

/** A trigger or an output of a function, with the options of the kinds that the embedded host serves. */
export interface Binding {
  readonly type: string;
  readonly direction: 'in' | 'out' | 'inout';
  /** httpTrigger */
  readonly route?: string;
  readonly methods?: readonly string[];
  readonly authLevel?: 'anonymous' | 'function' | 'admin';
  /** blobTrigger */
  readonly path?: string;
  readonly connection?: string;
  /** timerTrigger */
  readonly schedule?: string;
  readonly runOnStartup?: boolean;
}

export interface FunctionMetadata {
  readonly name: string;
  /** By binding name. The library makes names from hashes: look a binding up by its type. */
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: object | undefined;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

export interface InvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly { readonly name: string; readonly data: TypedValue }[];
  readonly triggerMetadata: Readonly<Record<string, TypedValue>> | null;
  readonly traceContext: { readonly traceParent: string };
  readonly retryContext: null;
}

/** What the library is given for one invocation. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: InvocationRequest;
  readonly metadata: FunctionMetadata;
  /** Where the invocation stands; the library warns of logging outside these. */
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

/** The library's side of one invocation. */
export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<unknown>;
}

/** The library's side of the whole app. */
export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  /** To be called once: afterwards the library refuses further setup. */
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
}

export const HOOKS = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation'] as const;
export type HookName = (typeof HOOKS)[number];

/** What hooks are handed; which fields there are depends on the hook, and hooks may change them. */
export interface HookContext {
  /** Shared by the hooks of one invocation, or of the app. */
  hookData: Record<string, unknown>;
  /** Shared by all hooks. */
  appHookData: Record<string, unknown>;
  functionAppDirectory?: string;
  invocationContext?: unknown;
  inputs?: unknown[];
  functionCallback?: FunctionCallback;
  result?: unknown;
  error?: unknown;
}

export type HookCallback = (context: HookContext) => void | Promise<void>;
