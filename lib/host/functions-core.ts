import { registry } from './registry.js';
import { HOOKS } from './rpc.js';
import type { FunctionCallback, FunctionMetadata, HookCallback, LogCategory, LogLevel, ProgrammingModel } from './rpc.js';

/**
 * Stands for `@azure/functions-core`, the module that exists only inside the Functions worker: `@azure/functions` asks for it by name and
 * registers through it. Its exports are that module's exports, and nothing else.
 *
 * @source https://github.com/Azure/azure-functions-nodejs-worker/blob/v3.x/types-core/index.d.ts
 */

/** Of the worker, and of the host, that this one stands for. */
export const version = '3.0.0-embedded';
export const hostVersion = '4.0.0-embedded';

/** Undoes something when disposed of. */
export class Disposable {
  readonly #undo: () => unknown;

  static from(...disposables: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }

  constructor(undo: () => unknown) {
    this.#undo = undo;
  }

  dispose(): unknown {
    return this.#undo();
  }
}

export function setProgrammingModel(model: ProgrammingModel): void {
  registry.model = model;
}

export function getProgrammingModel(): ProgrammingModel {
  return registry.model;
}

export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  registry.add(metadata, callback);
  return new Disposable(() => {
    registry.remove(metadata.name);
  });
}

export function registerHook(name: string, callback: HookCallback): Disposable {
  const hook = HOOKS.find((known) => known === name);
  if (!hook) throw new RangeError(`The embedded host has no hook “${name}”; it has ${HOOKS.join(', ')}.`);
  registry.addHook(hook, callback);
  return new Disposable(() => {
    registry.removeHook(hook, callback);
  });
}

export function log(level: LogLevel, category: LogCategory, message: string): void {
  registry.log(level, category, message);
}
