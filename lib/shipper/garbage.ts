import { getHeapStatistics } from 'node:v8';

/** Bytes that may be allocated beside what is in use before garbage is collected. V8 by itself waits for eight megabytes, whatever its flags say. */
const MAX_GARBAGE = 1024 ** 2;

let usedAfterLast = 0;

/**
 * Has garbage collected, should there be much of it; else it takes some microseconds. Does nothing but in the packaged executable, which may ask for it.
 *
 * To be called where work of one kind ends: then hardly anything is in use that will be garbage in a moment.
 */
export function collectGarbage(): void {
  if (globalThis.gc === undefined || used() < usedAfterLast + MAX_GARBAGE) return;
  globalThis.gc();
  usedAfterLast = used();
}

/** With what buffers hold. */
function used(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

/**
 * Has what was packed and sent collected at once, which takes a quarter of a millisecond. V8 sees only the small objects that hold the bytes, and would leave
 * megabytes of them lying about.
 */
export function collectPacked(): void {
  globalThis.gc?.({ type: 'minor' });
}
