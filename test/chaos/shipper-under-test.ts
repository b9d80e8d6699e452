import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';

/** How the shipper is started: the packaged executable that MAILFLOW_SHIPPER names, or what would be in it, by this Node.js. */
export function shipperCommand(folder: string): readonly string[] {
  const { MAILFLOW_SHIPPER } = process.env;
  if (MAILFLOW_SHIPPER !== undefined) return [MAILFLOW_SHIPPER];
  const bundle = join(folder, 'shipper.cjs');
  buildSync({
    entryPoints: [join(__dirname, '../../lib/cli/shipper.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  return [process.execPath, bundle];
}

/** One run of the shipper. */
export class ShipperRun {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said = '';
  /** The most memory that it was seen to hold, in bytes. */
  peakBytes = 0;

  constructor([command = '', ...before]: readonly string[], args: readonly string[]) {
    this.#process = spawn(command, [...before, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = once(this.#process, 'close');
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (part: Buffer) => (this.#said += part.toString()));
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Until it has started. */
  async follows(): Promise<void> {
    while (this.isRunning && !this.#said.includes('Following')) await sleep(5);
  }

  /** At once, in the middle of whatever it does. */
  kill(): void {
    this.#look();
    this.#process.kill('SIGKILL');
  }

  async ended(): Promise<{ readonly code: number | null; readonly said: string }> {
    await this.#ended;
    return { code: this.#process.exitCode, said: this.#said };
  }

  #look(): void {
    try {
      const status = readFileSync(`/proc/${String(this.#process.pid)}/status`, 'utf8');
      this.peakBytes = Math.max(this.peakBytes, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      return; // it has ended, or this is no Linux
    }
  }
}
