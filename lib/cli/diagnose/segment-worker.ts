import { parentPort } from 'node:worker_threads';
import { readSegment, type Segment } from './read-segment.js';
import type { WorkerMessage } from './worker-pool.js';

/** The thread's side of {@link WorkerPool}: reads one segment after another until it is ended. */
const tell = (message: WorkerMessage): void => {
  parentPort?.postMessage(message);
};

/** Bytes that are told of at once: to be woken for each part would cost the main thread a good part of a processor. */
const TOLD_BYTES = 16 * 1024 * 1024;

parentPort?.on('message', (segment: Segment) => {
  let untold = 0;
  const onBytes = (bytes: number) => {
    untold += bytes;
    if (untold < TOLD_BYTES) return;
    tell({ bytes: untold });
    untold = 0;
  };
  readSegment(segment, onBytes).then(
    (result) => {
      tell({ bytes: untold });
      tell({ result });
    },
    (error: unknown) => {
      tell({ failure: error instanceof Error ? error.message : String(error) });
    },
  );
});
