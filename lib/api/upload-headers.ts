import { currentTrace, TRACE_METADATA, traceparentOf } from '../telemetry/trace-context.js';

/** Headers that an upload must carry: the kind of blob, and the trace of the request that granted it, so that what becomes of the blob is part of it. */
export function uploadHeaders(): Record<string, string> {
  const trace = currentTrace();
  return { 'x-ms-blob-type': 'BlockBlob', ...(trace !== undefined && { [`x-ms-meta-${TRACE_METADATA}`]: traceparentOf(trace) }) };
}
