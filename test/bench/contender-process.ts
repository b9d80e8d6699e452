import { readFileSync, statSync } from 'node:fs';
import { contenders } from './contenders.js';
import { peers } from './peers.js';
import { differences, type Truth } from './truth.js';

/** Megabytes that one run read per second of user CPU, or why there is no figure. */
export type Figure = number | string;

/** What a contender is asked to read. */
export interface Reading {
  readonly path: string;
  readonly truth: Truth;
}

/** The log of the first round, for those that want it in memory: to ask for the garbage's collection between rounds would make the compiler forget. */
let log: Buffer | undefined;

async function measure({ path, truth }: Reading): Promise<Figure> {
  const run = [...contenders, ...peers()].find(({ name }) => name === process.argv[2])?.run ?? 'unknown';
  if (typeof run === 'string') return run;
  if ('inMemory' in run) log ??= readFileSync(path);
  const before = process.cpuUsage();
  const answer = 'inMemory' in run ? run.inMemory(log ?? Buffer.alloc(0)) : await run.fromFile(path);
  const { user } = process.cpuUsage(before);
  const wrong = differences(answer, truth);
  return wrong.length > 0 ? `WRONG: ${wrong.join(', ')}` : statSync(path).size / user;
}

process.on('message', (reading: Reading) => {
  void measure(reading).then(tell, (error: unknown) => {
    tell(`failed: ${String(error)}`);
  });
});

function tell(figure: Figure): void {
  process.send?.(figure);
}
