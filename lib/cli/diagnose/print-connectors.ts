import type { ConnectorActivity } from '../../diagnosis/connector-activity.js';
import { percentile } from '../../diagnosis/durations.js';
import { failedSessions } from '../../diagnosis/outcome.js';
import { printable } from '../printable.js';
import type { Style } from '../style.js';

/** Connectors shown; a server has a dozen. */
const MAX_ROWS = 20;

const NAME_WIDTH = 34;

/** A row for each connector: sessions, how many delivered, the share that failed, TLS versions, and how long sessions took. */
export function printConnectors(connectors: readonly ConnectorActivity[], style: Style): string {
  const header = `${'Connector'.padEnd(NAME_WIDTH)} ${'sessions'.padStart(9)} ${'delivered'.padStart(9)} ${'failed'.padStart(7)}  ${'p50'.padStart(7)} ${'p95'.padStart(7)}  TLS`;
  const rows = connectors.slice(0, MAX_ROWS).map(row);
  const more = connectors.length > MAX_ROWS ? [`… and ${connectors.length - MAX_ROWS} more`] : [];
  return [style.quiet(header), ...rows, ...more].join('\n');
}

function row({ connector, sessions, outcomes, tlsVersions, durations }: ConnectorActivity): string {
  const name = printable(connector);
  const shown = name.length > NAME_WIDTH ? `${name.slice(0, NAME_WIDTH - 1)}…` : name.padEnd(NAME_WIDTH);
  const failed = failedSessions(outcomes);
  const share = `${((100 * failed) / sessions).toFixed(failed === 0 || failed === sessions ? 0 : 1)} %`;
  const versions = Object.entries(tlsVersions)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([version, count]) => `${version} ${Math.round((100 * count) / sessions)} %`)
    .join(', ');
  return `${shown} ${String(sessions).padStart(9)} ${String(outcomes.delivered ?? 0).padStart(9)} ${share.padStart(7)}  ${duration(percentile(durations, 0.5))} ${duration(percentile(durations, 0.95))}  ${versions === '' ? 'none' : versions}`;
}

function duration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '-'.padStart(7);
  return (milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`).padStart(7);
}
