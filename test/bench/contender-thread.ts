import { parentPort, workerData } from 'node:worker_threads';
import { contenders } from './contenders.js';
import type { Truth } from './log-generator.js';
import { peers } from './peers.js';
import { differences } from './truth.js';

/** Megabytes that one run read per second of user CPU, or why there is no figure. */
export type Figure = number | string;

/**
 * What a contender is asked to read. All threads share the bytes, although they are a tenth slower to read: to move them would cost a check at each
 * access from then on, and copies would fill the memory.
 */
export interface Reading {
  readonly bytes: SharedArrayBuffer;
  readonly truth: Truth;
}

function measure({ bytes, truth }: Reading): Figure {
  const run = [...contenders, ...peers()].find(({ name }) => name === workerData)?.run ?? 'unknown';
  if (typeof run === 'string') return run;
  const log = Buffer.from(bytes);
  // Of the whole process: all other threads are waiting.
  const before = process.cpuUsage();
  const answer = run(log);
  const { user } = process.cpuUsage(before);
  const wrong = differences(answer, truth);
  return wrong.length > 0 ? `WRONG: ${wrong.join(', ')}` : log.length / user;
}

parentPort?.on('message', (reading: Reading) => {
  parentPort?.postMessage(measure(reading));
});
