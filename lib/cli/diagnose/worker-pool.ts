import { Worker } from 'node:worker_threads';
import type { Segment, SegmentResult } from './read-segment.js';

/** What a worker tells: how far it is, what it found, or why it failed. */
export type WorkerMessage = { readonly bytes: number } | { readonly result: SegmentResult } | { readonly failure: string };

/** A few threads that read segments, each one at a time. */
export class WorkerPool {
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #started = 0;

  constructor(private readonly size: number) {}

  /** Has a thread read the segment, as soon as one is free. */
  async read(segment: Segment, onBytes: (bytes: number) => void): Promise<SegmentResult> {
    const worker = await this.#take();
    try {
      return await ask(worker, segment, onBytes);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(worker);
      else next(worker);
    }
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.map((worker) => worker.terminate()));
  }

  #take(): Promise<Worker> {
    const free = this.#idle.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.#started < this.size) {
      this.#started += 1;
      return Promise.resolve(new Worker(`${__dirname}/segment-worker.js`));
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

function ask(worker: Worker, segment: Segment, onBytes: (bytes: number) => void): Promise<SegmentResult> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      finish();
    };
    const onError = (error: Error) => {
      settle(() => {
        reject(error);
      });
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
    worker.postMessage(segment);
  });
}
