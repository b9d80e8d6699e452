import { startLibrary } from './library-server.js';
import type {
  Binding,
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './rpc.js';

/** A function as the app registered it, with its trigger found. */
export interface RegisteredFunction {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  readonly trigger: Binding & { readonly bindingName: string };
}

type SystemLog = (level: LogLevel, category: LogCategory, message: string) => void;

/**
 * Everything that the app said of itself through `@azure/functions`. The library keeps the core module for its lifetime, so there is one
 * registry to a process; hosts that start one after the other serve the same functions.
 */
class Registry {
  readonly appHookData: Record<string, unknown> = {};
  readonly #functions = new Map<string, RegisteredFunction>();
  readonly #hooks = new Map<HookName, HookCallback[]>();
  #model: ProgrammingModel | undefined;
  #capabilities: Promise<Readonly<Record<string, string>>> | undefined;
  #open = true;
  #log: SystemLog = () => undefined;

  /** In the order of their registration. */
  get functions(): readonly RegisteredFunction[] {
    return [...this.#functions.values()];
  }

  get model(): ProgrammingModel {
    if (!this.#model)
      throw new Error(
        'No function was registered. Modules that call app.http() and the like must be loaded by loadFunctions, and not before.',
      );
    return this.#model;
  }

  set model(model: ProgrammingModel) {
    this.#model = model;
  }

  add(metadata: FunctionMetadata, callback: FunctionCallback): void {
    const { name, bindings } = metadata;
    if (!this.#open) throw new Error(`Function “${name}” came too late: functions can only be registered while the app is being loaded.`);
    if (this.#functions.has(name)) throw new Error(`A function named “${name}” is registered already.`);
    const trigger = Object.entries(bindings).find(([, { type }]) => /trigger$/i.test(type));
    if (!trigger) throw new Error(`Function “${name}” has no trigger.`);
    const [bindingName, binding] = trigger;
    this.#functions.set(name, { name, metadata, callback, trigger: { ...binding, bindingName } });
  }

  remove(name: string): void {
    this.#functions.delete(name);
  }

  hooks(name: HookName): readonly HookCallback[] {
    return this.#hooks.get(name) ?? [];
  }

  addHook(name: HookName, callback: HookCallback): void {
    this.#hooks.set(name, [...this.hooks(name), callback]);
  }

  removeHook(name: HookName, callback: HookCallback): void {
    this.#hooks.set(
      name,
      this.hooks(name).filter((hook) => hook !== callback),
    );
  }

  /** Takes registrations while `load` runs, and none afterwards. */
  async load(load: () => void | Promise<void>): Promise<void> {
    this.#open = true;
    try {
      await load();
    } finally {
      this.#open = false;
    }
    this.#capabilities ??= startLibrary(this.model);
    await this.#capabilities;
  }

  /** The port of the library's server, to which requests are forwarded. Rejects when the app does not stream HTTP, since only that is served here. */
  async serverPort(): Promise<number> {
    const uri = (await this.#capabilities)?.['HttpUri'];
    if (uri === undefined) throw new Error('The embedded host streams HTTP: let the app call app.setup({ enableHttpStream: true }).');
    return Number(new URL(uri).port);
  }

  /** Where the library's own messages go. */
  logTo(log: SystemLog): void {
    this.#log = log;
  }

  log(level: LogLevel, category: LogCategory, message: string): void {
    this.#log(level, category, message);
  }
}

export const registry = new Registry();
