import type { LogRecord } from '../../log/record.js';

/** How the session ended. It says who hung up, never whether mail was delivered. */
export interface Closing {
  readonly by: 'us' | 'them' | 'unknown';
  /** What stands in brackets, such as `ConnectionReset` or `SocketError`. */
  readonly reason: string | undefined;
  readonly record: LogRecord;
}

/** The `-` row: `Local`, `Remote`, `Remote(ConnectionReset)` … */
export function closingIn(records: readonly LogRecord[]): Closing | undefined {
  const record = records.findLast(({ event }) => event === '-');
  if (record === undefined) return undefined;
  const [, side, reason] = /^(\w+)(?:\(([^)]*)\))?/.exec(record.context) ?? [];
  return { by: side === 'Local' ? 'us' : side === 'Remote' ? 'them' : 'unknown', reason, record };
}
