const base = require('../../jest.config.js');

/**
 * The dashboard in a real browser, on the embedded host with a fleet of 200 tenants. Apart from `npm test`, which needs nothing but Node.js.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/dashboard'],
  testMatch: ['**/*.browser.ts'],
  globalSetup: '<rootDir>/test/dashboard/start-fleet.ts',
  globalTeardown: '<rootDir>/test/dashboard/stop-fleet.ts',
  testTimeout: 120_000,
};
