import { parentPort } from 'node:worker_threads';
import { readSegment, type Segment } from './read-segment.js';
import type { WorkerMessage } from './worker-pool.js';

/** The thread's side of {@link WorkerPool}: reads one segment after another until it is ended. */
const tell = (message: WorkerMessage): void => {
  parentPort?.postMessage(message);
};

parentPort?.on('message', (segment: Segment) => {
  readSegment(segment, (bytes) => {
    tell({ bytes });
  }).then(
    (result) => {
      tell({ result });
    },
    (error: unknown) => {
      tell({ failure: error instanceof Error ? error.message : String(error) });
    },
  );
});
