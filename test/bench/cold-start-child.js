// Loads a function app as the Functions worker does, answers requests with it, and prints what it registered, what it answered, and what that took of
// the processor. Usage: node cold-start-child.js <the app's module> <requests, as JSON>
const dist = require('node:path').join(__dirname, '../../dist/lib/host');
const { registry } = require(`${dist}/registry.js`);
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
  let answered;
  const answers = [];
  for (const request of JSON.parse(requests)) {
    answers.push(await ask(request));
    answered ??= answer();
  }
  const functions = registry.functions.map(({ name, trigger: { bindingName, ...trigger } }) => ({ name, trigger }));
  process.stdout.write(JSON.stringify({ functions, answers, loaded, answered }));
}

/** One function is asked by its name, as if its route led there. */
async function ask({ function: name, params = {}, headers = {} }) {
  const http = {
    method: 'GET',
    url: `http://localhost/${name}`,
    nullableParams: nullable(params),
    nullableHeaders: nullable(headers),
    nullableQuery: {},
  };
  const { returnValue } = await new Invocations({ onLog: () => undefined, onInvocation: () => undefined }).run(
    registry.functions.find((one) => one.name === name),
    { data: { http } },
  );
  return { status: Number(returnValue.http.statusCode), body: Buffer.from(returnValue.http.body?.bytes ?? '').toString() };
}

function nullable(values) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
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
