import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Segment, SegmentResult } from './read-segment.js';

/** What a worker tells: how far it is, what it found, or why it failed. */
export type WorkerMessage = { readonly bytes: number } | { readonly result: SegmentResult } | { readonly failure: string };

/** Of young objects a thread keeps so many megabytes at the most: half of what it would, which costs no time and spares 25 MB each. */
const YOUNG_MEGABYTES = 24;

/** A few threads that read segments, each one at a time. */
export class WorkerPool {
  readonly #all: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];

  constructor(private readonly size: number) {
    // Where all processors are busy, the threads that would help to clear a young generation come late, and the reading one waits for them.
    setFlagsFromString('--no-parallel-scavenge');
  }

  /** Has a thread read the segment, as soon as one is free. A thread that fails is not used again. */
  async read(segment: Segment, onBytes: (bytes: number) => void): Promise<SegmentResult> {
    const worker = await this.#take();
    const result = await ask(worker, segment, onBytes);
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next(worker);
    return result;
  }

  /** Ends all threads, also those that are still reading. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }

  #take(): Promise<Worker> {
    const free = this.#idle.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.#all.length < this.size) {
      const worker = new Worker(`${__dirname}/segment-worker.js`, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
      this.#all.push(worker);
      return Promise.resolve(worker);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

function ask(worker: Worker, segment: Segment, onBytes: (bytes: number) => void): Promise<SegmentResult> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      finish();
    };
    const onError = (error: Error) => {
      settle(() => {
        reject(error);
      });
    };
    const onExit = (code: number) => {
      onError(new Error(`A reading thread ended with code ${code}. With --workers 1 less memory is needed.`));
    };
    const onMessage = (message: WorkerMessage) => {
      if ('bytes' in message) onBytes(message.bytes);
      else if ('result' in message) {
        settle(() => {
          resolve(message.result);
        });
      } else onError(new Error(message.failure));
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.postMessage(segment);
  });
}
