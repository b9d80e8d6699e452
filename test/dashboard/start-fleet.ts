import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts the fleet in a process of its own, and tells where it answers to whoever asks `demonstration()`. @throws when it ends before it is ready. */
export async function startFleet(): Promise<ChildProcess> {
  const child = fork(join(__dirname, '../typescript.js'), [join(__dirname, 'fleet-to-look-at.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [ready] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The demonstration ended with code ${String(code)} before it was ready; its messages stand above.`);
    }),
  ])) as unknown[];
  process.env.MAILFLOW_DASHBOARD = JSON.stringify(ready);
  return child;
}

/** Before the first test file. The runner loads this file and its fellow by itself, so they import nothing of ours. */
export default async function beforeAllFiles(): Promise<void> {
  (globalThis as { fleetProcess?: ChildProcess }).fleetProcess = await startFleet();
}
