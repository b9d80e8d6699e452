import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { processFigures, type ProcessFigures } from '../bench/process-figures.js';

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

/** Has the system keep all of a program's file, in the large pieces in which it reads ahead: then a process that runs it is given the most pages of it. */
export function cacheWhole(file: string): void {
  spawnSync('sync', [file]);
  spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0']);
  readFileSync(file);
}

/** So often is looked at what it uses. */
const LOOK_MILLISECONDS = 20;

/** One run of the shipper. */
export class ShipperRun {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said = '';
  /** What it was seen to have used; of memory the most. */
  figures: ProcessFigures = { cpuSeconds: 0, peakBytes: 0, ownBytes: 0 };

  constructor([command = '', ...before]: readonly string[], args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, ...environment };
    this.#process = spawn(command, [...before, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const looking = setInterval(() => {
      this.#look();
    }, LOOK_MILLISECONDS);
    this.#ended = once(this.#process, 'close').finally(() => {
      clearInterval(looking);
    });
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
    const figures = processFigures(this.#process.pid ?? 0);
    if (figures) this.figures = { ...figures, ownBytes: Math.max(this.figures.ownBytes, figures.ownBytes) };
  }
}
