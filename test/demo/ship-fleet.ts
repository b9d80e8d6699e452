import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalMailflow } from '../../lib/cli/local-mailflow.js';
import { shipInventory } from '../../lib/shipper/ship-inventory.js';
import { shipOnce } from '../../lib/shipper/ship.js';
import { demoExports } from './exports.js';
import { demoLogs, type DemoTenant } from './fleet.js';

/** Tenants that are shipped at once. */
const AT_ONCE = 4;

/** A tenant that may ship. */
export interface OnboardedTenant extends DemoTenant {
  readonly shipperToken: string;
}

/** Onboards a fleet. */
export async function onboardFleet(mailflow: LocalMailflow, tenants: readonly DemoTenant[]): Promise<readonly OnboardedTenant[]> {
  const onboarded: OnboardedTenant[] = [];
  for (const tenant of tenants) {
    const { shipperToken } = await mailflow.onboard(tenant, tenant.server);
    onboarded.push({ ...tenant, shipperToken });
  }
  return onboarded;
}

export interface FleetOrder {
  readonly tenants: readonly OnboardedTenant[];
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  readonly hours: number;
  readonly sessionsAnHour: number;
  readonly onShipped?: (shipped: number) => void;
}

/** Has the real shipper ship each tenant's logs of the last hours, as its server would; returns once all of them are read. */
export async function shipFleet({ host }: LocalMailflow, { tenants, onShipped, ...order }: FleetOrder): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mailflow-demo-'));
  const left = [...tenants.entries()];
  let shipped = 0;
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, tenant] = next;
      const root = join(folder, tenant.id);
      for (const log of demoLogs(tenant, { ...order, seed: index + 1 })) {
        await mkdir(join(root, log.folder), { recursive: true });
        await writeFile(join(root, log.folder, log.name), log.text);
      }
      await shipOnce({ apiUrl: host.url, token: tenant.shipperToken, roots: [root], stateFile: join(root, 'shipper.json') });
      onShipped?.((shipped += 1));
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await host.idle();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ships what the servers of these tenants say of themselves, and returns once it is read. */
export async function shipExports({ host }: LocalMailflow, tenants: readonly OnboardedTenant[], now: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mailflow-demo-'));
  try {
    for (const tenant of tenants) {
      const root = join(folder, tenant.id);
      await mkdir(root);
      for (const { name, text } of demoExports(tenant, now)) await writeFile(join(root, name), text);
      const { problems } = await shipInventory({ apiUrl: host.url, token: tenant.shipperToken, paths: [root] });
      if (problems.length > 0) throw new Error(`The exports of ${tenant.id} were not taken: ${JSON.stringify(problems)}`);
    }
    await host.idle();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
