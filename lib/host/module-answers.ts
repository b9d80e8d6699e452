import Module from 'node:module';

type Load = (this: unknown, request: string, ...rest: unknown[]) => unknown;

/**
 * From now on `require(name)` gives `answer`, whether a module of that name exists or not. Returns the way back.
 *
 * Node.js documents no hook that answers a synchronous `require` on all versions from 20 on; `Module._load` is what tools for this have
 * long used. Jest loads modules by itself and never comes here: there, `moduleNameMapper` does the same.
 */
export function answerModule(name: string, answer: unknown): () => void {
  const loader = Module as unknown as { _load: Load };
  const original = loader._load;
  loader._load = function (request, ...rest) {
    return request === name ? answer : original.call(this, request, ...rest);
  };
  return () => {
    loader._load = original;
  };
}
