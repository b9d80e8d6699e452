import { readFileSync } from 'node:fs';
import { contenders } from './contenders.js';
import type { Truth } from './log-generator.js';
import { peers } from './peers.js';
import { differences } from './truth.js';

/** Megabytes that one run read per second of user CPU, or why there is no figure. */
export type Figure = number | string;

/** What a contender is asked to read. */
export interface Reading {
  readonly path: string;
  readonly truth: Truth;
}

async function measure({ path, truth }: Reading): Promise<Figure> {
  const run = [...contenders, ...peers()].find(({ name }) => name === process.argv[2])?.run ?? 'unknown';
  if (typeof run === 'string') return run;
  const log = readFileSync(path);
  const before = process.cpuUsage();
  const answer = await run(log, path);
  const { user } = process.cpuUsage(before);
  const wrong = differences(answer, truth);
  return wrong.length > 0 ? `WRONG: ${wrong.join(', ')}` : log.length / user;
}

process.on('message', (reading: Reading) => {
  void measure(reading).then(tell, (error: unknown) => {
    tell(`failed: ${String(error)}`);
  });
});

function tell(figure: Figure): void {
  process.send?.(figure);
  // The log of this round would stay in memory beside that of the next, in each of the processes.
  globalThis.gc?.();
}
