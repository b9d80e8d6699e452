import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalMailflow, type LocalMailflow } from '../../lib/cli/local-mailflow.js';
import { services } from '../../lib/services.js';
import { issueToken } from '../../lib/tenants/token.js';
import { demoFleet, type DemoTenant } from './fleet.js';
import { onboardFleet, shipExports, shipFleet, type OnboardedTenant } from './ship-fleet.js';
import { STORIES } from './stories.js';

/** Each minute one of so many tenants writes on: a busy fleet, which a small machine can still follow. */
const LIVELY_SHARE = 10;

/** `npm run demo`: Mailflow with the logs of a generated fleet, for people who want to look at it. `-- --tenants 50 --port 8080` */
async function main(): Promise<void> {
  const { tenants: count, port, still } = commandLine(process.argv.slice(2));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  const mailflow = await startLocalMailflow({ port });
  try {
    const tenants = await onboardFleet(mailflow, demoFleet(count));
    const order = { tenants, hours: 24, sessionsAnHour: 3 };
    print(`Shipping the logs of ${count} tenants …`);
    await shipFleet(mailflow, {
      ...order,
      now: Date.now(),
      onShipped: (shipped) => {
        if (shipped % 20 === 0) print(`  ${shipped} of ${count}`);
      },
    });
    // One tenant of each story: to export settings is every customer's own choice.
    await shipExports(mailflow, tenants.slice(0, STORIES.length), Date.now());
    const token = await issueToken(services().tables, { kind: 'query', tenants: tenants.map(({ id }) => id), role: 'operator' });
    print(`\nOpen ${mailflow.host.url} and sign in with\n  ${token}\n`);
    process.send?.({ url: mailflow.host.url, token, tenants: byStory(tenants) });
    if (still) await untilAborted(stop.signal);
    else await liveOn(mailflow, tenants, stop.signal);
  } finally {
    await mailflow.close();
  }
}

/** Each minute some of the fleet's servers write on. */
async function liveOn(mailflow: LocalMailflow, tenants: readonly OnboardedTenant[], signal: AbortSignal): Promise<void> {
  for (let turn = 0; await pause(signal); turn += 1) {
    const some = tenants.filter((_tenant, index) => index % LIVELY_SHARE === turn % LIVELY_SHARE);
    await shipFleet(mailflow, { tenants: some, now: Date.now(), hours: 1 / 60, sessionsAnHour: 180 });
  }
}

/** @returns whether the minute passed without an end. */
async function pause(signal: AbortSignal): Promise<boolean> {
  return sleep(60_000, true, { signal }).catch(() => false);
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  while (await pause(signal));
}

/** The first tenant of each story. */
function byStory(tenants: readonly DemoTenant[]): Record<string, string> {
  return Object.fromEntries(tenants.toReversed().map(({ id, story }) => [story.told, id]));
}

function commandLine(args: readonly string[]): { tenants: number; port: number; still: boolean } {
  const valueOf = (option: string, otherwise: number): number => {
    const at = args.indexOf(option);
    return at < 0 ? otherwise : Number(args[at + 1]);
  };
  return { tenants: valueOf('--tenants', 200), port: valueOf('--port', 7071), still: args.includes('--still') };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

void main();
