import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Stops the fleet, and waits until it has gone. */
export async function stopFleet(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** After the last test file. */
export default async function afterAllFiles(): Promise<void> {
  const { fleetProcess } = globalThis as { fleetProcess?: ChildProcess };
  if (fleetProcess !== undefined) await stopFleet(fleetProcess);
}
