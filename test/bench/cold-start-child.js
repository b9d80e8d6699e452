// Loads a function app as the Functions worker does, answers requests with it, and prints what it registered, what it answered, and what that took of
// the processor. Usage: node cold-start-child.js <the app's module> <requests, as JSON>
const { get } = require('node:http');
const { text } = require('node:stream/consumers');
const dist = require('node:path').join(__dirname, '../../dist/lib/host');
const { registry } = require(`${dist}/registry.js`);
const { HttpTriggers } = require(`${dist}/http-triggers.js`);
const { Invocations } = require(`${dist}/invocation.js`);
const { answerModule } = require(`${dist}/module-answers.js`);
const functionsCore = require(`${dist}/functions-core.js`);

/** The emulator's: nobody asks it for anything. */
const CONNECTION = 'UseDevelopmentStorage=true';

async function main() {
  const [, , app, requests] = process.argv;
  Object.assign(process.env, { Uploads: CONNECTION, Results: CONNECTION });
  const restore = answerModule('@azure/functions-core', functionsCore);
  const load = cpuTime();
  await registry.load(() => require(app));
  const loaded = load();
  restore();
  const answer = cpuTime();
  const http = new HttpTriggers(
    registry.functions.filter(({ trigger }) => trigger.type === 'httpTrigger'),
    {
      ...{ port: 0, hostname: '127.0.0.1', routePrefix: '', maxRequestBytes: 0, onLog: () => undefined },
      serverPort: () => registry.serverPort(),
      invocations: new Invocations({ onLog: () => undefined, onInvocation: () => undefined }),
    },
  );
  const url = await http.listen();
  let answered;
  const answers = [];
  for (const request of JSON.parse(requests)) {
    answers.push(await ask(url, request));
    answered ??= answer();
  }
  await http.stop();
  const functions = registry.functions.map(({ name, trigger: { bindingName, ...trigger } }) => ({ name, trigger }));
  process.stdout.write(JSON.stringify({ functions, answers, loaded, answered }));
}

function ask(url, { path, headers = {} }) {
  return new Promise((resolve, reject) => {
    get(`${url}${path}`, { headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    }).on('error', reject);
  });
}

/** @returns milliseconds of the processor since. */
function cpuTime() {
  const begin = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  };
}

void main();
