const { fork } = require('node:child_process');
const { once } = require('node:events');
const { join } = require('node:path');

/** Starts the fleet in a process of its own, once for all test files, and tells them where it answers. */
module.exports = async () => {
  const child = fork(join(__dirname, '../typescript.js'), [join(__dirname, 'fleet-to-look-at.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [ready] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The demonstration ended with code ${code} before it was ready; its messages stand above.`);
    }),
  ]);
  process.env.MAILFLOW_DASHBOARD = JSON.stringify(ready);
  globalThis.demonstration = child;
};
