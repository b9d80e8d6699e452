/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
  },
  moduleNameMapper: {
    // Sources import each other as “./x.js”, as Node resolves them after the build.
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // The module that the Functions host injects into its worker; the embedded host is our host here too.
    '^@azure/functions-core$': '<rootDir>/lib/host/functions-core.ts',
  },
  // Tests wait for storage and processes more than they reckon: with a worker less than processors, as by default, half of a small machine would idle.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
