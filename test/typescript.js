// Runs the benchmark from its TypeScript sources: a file is compiled when it is required, as jest does it.
const { readFileSync, existsSync } = require('node:fs');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  // Sources import each other as “./x.js”, as Node resolves them after the build.
  const typescript = request.startsWith('.') && parent?.path && require('node:path').resolve(parent.path, request.replace(/\.js$/, '.ts'));
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

require('./bench.ts');
