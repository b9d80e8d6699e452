// Runs a script from its TypeScript sources, as jest does with tests: node test/typescript.js test/bench/bench.ts --mb 64
const { readFileSync, existsSync } = require('node:fs');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  // Sources import each other as “./x.js”, as Node resolves them after the build.
  const typescript =
    /^\..*\.js$/.test(request) && parent?.path && require('node:path').resolve(parent.path, request.replace(/\.js$/, '.ts'));
  return typescript && existsSync(typescript) ? typescript : resolveFilename.call(this, request, parent, ...rest);
};
Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};

const [, , script, ...args] = process.argv;
if (script === undefined) throw new Error('Usage: node test/typescript.js <script.ts> [arguments]');
process.argv = [process.argv[0], script, ...args];
require(require('node:path').resolve(script));
