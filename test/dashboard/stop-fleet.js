const { once } = require('node:events');

module.exports = async () => {
  const { demonstration } = globalThis;
  if (demonstration === undefined || demonstration.exitCode !== null) return;
  demonstration.kill('SIGTERM');
  await once(demonstration, 'exit');
};
