import { isProblem, type ShipEvent } from '../../shipper/events.js';

/** How much an event matters, as syslog has it. */
export type Rank = 'error' | 'warning' | 'info' | 'debug';

/** What concerns one file holds up one file; what concerns the service or the state holds up everything. */
export function rankOf(event: ShipEvent): Rank {
  if (isProblem(event)) return WARNINGS.has(event.name) ? 'warning' : 'error';
  return event.name === 'chunk-shipped' || event.name === 'chunk-already-stored' ? 'debug' : 'info';
}

const WARNINGS: ReadonlySet<ShipEvent['name']> = new Set<ShipEvent['name']>([
  'no-logs-found',
  'no-exports-found',
  'file-skipped',
  'file-unreadable',
  'record-cut',
  'service-unreachable',
  'heartbeat-failed',
  'token-not-renewed',
  'probe-refused',
]);
