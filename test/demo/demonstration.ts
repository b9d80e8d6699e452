import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalMailflow, type LocalMailflow } from '../../lib/cli/local-mailflow.js';
import { services } from '../../lib/services.js';
import { issueToken } from '../../lib/tenants/token.js';
import { refreshWholeFleet } from '../../lib/upkeep/refresh-fleet.js';
import { demoFleet, type DemoTenant } from './fleet.js';
import { onboardFleet, shipExports, shipFleet, type OnboardedTenant } from './ship-fleet.js';
import { STORIES } from './stories.js';

/** Each minute one of so many tenants writes on: a busy fleet, which a small machine can still follow. */
const LIVELY_SHARE = 10;

/** Of one tenant in twenty the certificate ends within these days. */
const ENDING_SOON_DAYS = 30;

export interface DemonstrationOptions {
  readonly tenants: number;
  readonly port: number;
  /** Its servers write no more after the beginning. */
  readonly still: boolean;
}

/** Where the fleet can be looked at, and by whom. */
export interface Demonstration {
  readonly url: string;
  /** An operator's query token for the whole fleet. */
  readonly token: string;
  /** An administrator's of all tenants, also those that are yet to come. */
  readonly adminToken: string;
  /** A tenant for each story, by what the story tells. */
  readonly tenants: Readonly<Record<string, string>>;
}

/** Runs Mailflow with the logs of a generated fleet until it is stopped with SIGINT or SIGTERM. */
export async function demonstrate(
  { tenants: count, port, still }: DemonstrationOptions,
  onReady: (demonstration: Demonstration) => void,
): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  const mailflow = await startLocalMailflow({ port });
  try {
    const tenants = await onboardFleet(mailflow, demoFleet(count));
    print(`Shipping the logs of ${count} tenants …`);
    await shipFleet(mailflow, {
      ...{ tenants, hours: 24, sessionsAnHour: 3, now: Date.now() },
      onShipped: (shipped) => {
        if (shipped % 20 === 0) print(`  ${shipped} of ${count}`);
      },
    });
    // Not all: to export settings is every customer's own choice.
    const exporting = tenants.filter(({ certificateDays }, index) => index < STORIES.length || certificateDays < ENDING_SOON_DAYS);
    await shipExports(mailflow, exporting, Date.now());
    // A timer does it every few minutes; nobody wants to wait for it here.
    await refreshWholeFleet(services());
    const token = await issueToken(services().tables, { kind: 'query', tenants: tenants.map(({ id }) => id), role: 'operator' });
    print(`\nOpen ${mailflow.host.url} and sign in with\n  ${token}\n`);
    onReady({ url: mailflow.host.url, token, adminToken: await mailflow.administrate(), tenants: byStory(tenants) });
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

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
