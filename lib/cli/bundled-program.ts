import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** The bundle begins with a comment that names the build: what V8 made of another one must not be taken for it, and V8 itself compares lengths alone. */
const BUILD = /^\/\/(\w+)\n/;

type Program = (require: NodeJS.Require, __dirname: string) => void;

/**
 * The bundled command, and what V8 made of it when it was built: to compile it anew is half of a short run. What was made elsewhere, by another version
 * or on another system, is not used.
 *
 * Node.js keeps such caches by itself only from 22.1 on, and of what has run before: a first run gains nothing.
 *
 * @source https://nodejs.org/docs/latest-v20.x/api/vm.html#scriptcreatecacheddata
 */
export class BundledProgram {
  readonly #script: Script;
  readonly #file: string;
  readonly #compiled: string;

  /** @param folder where the bundle `mailflow.js` lies. */
  constructor(folder: string) {
    this.#file = join(folder, 'mailflow.js');
    const source = readFileSync(this.#file, 'utf8');
    const build = BUILD.exec(source)?.[1] ?? 'unknown';
    this.#compiled = join(folder, '.compiled', [build, process.version, process.platform, process.arch].join('-'));
    const cachedData = contentOf(this.#compiled);
    this.#script = new Script(`(function (require, __dirname) {${source}\n})`, {
      filename: this.#file,
      ...(cachedData !== undefined && { cachedData }),
    });
  }

  run(): void {
    (this.#script.runInThisContext() as Program)(createRequire(this.#file), dirname(this.#file));
  }

  /** Keeps what V8 has made of the bundle up to now, with the functions that were called. */
  keepCompiled(): void {
    mkdirSync(dirname(this.#compiled), { recursive: true });
    writeFileSync(this.#compiled, this.#script.createCachedData());
  }
}

function contentOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
