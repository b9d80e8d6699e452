import { AsyncLocalStorage } from 'node:async_hooks';

/** A W3C trace context: the trace’s id, and that of the step within it. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** @source https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}$/;

/** The blob’s metadata in which the trace of its grant travels to whoever reads the blob; the header is `x-ms-meta-traceparent`. */
export const TRACE_METADATA = 'traceparent';

const current = new AsyncLocalStorage<TraceContext | undefined>();

/**
 * Does some work as a step of a trace, whatever it awaits: what is told meanwhile can be found by the request that began it. A context that is none
 * is left out; it may come from anybody who may create a blob.
 */
export function inTrace<Result>(traceparent: string | undefined, work: () => Result): Result {
  return current.run(parseTraceparent(traceparent), work);
}

/** The trace that the running work belongs to. */
export function currentTrace(): TraceContext | undefined {
  return current.getStore();
}

/** As it is handed on: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`. */
export function traceparentOf({ traceId, spanId }: TraceContext): string {
  return `00-${traceId}-${spanId}-01`;
}

function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const [, traceId, spanId] = TRACEPARENT.exec(text ?? '') ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}
