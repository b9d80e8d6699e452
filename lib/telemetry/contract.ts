/**
 * All that Mailflow tells Azure Monitor: the names and dimensions that alerts and workbook are made of. What is not in these tables is not told, and
 * a query that asks for anything else fails the build (test/infra/queries.test.ts).
 *
 * Dimensions name tenants, servers, connectors and rules. Nothing of a log is among them: no address, no subject, no text.
 */

const FINDING = ['tenant', 'server', 'connector', 'rule', 'severity', 'finding', 'state', 'changeId', 'at'] as const;
const CHUNK = ['tenant', 'server', 'stream', 'chunk', 'reason', 'at'] as const;
const OBSERVATION = [
  'tenant',
  'server',
  'connector',
  'rule',
  'severity',
  'observation',
  'change',
  'state',
  'withinDays',
  'changeId',
  'at',
] as const;

/** Each is told at least once. Whoever hears `changeId` twice hears of the same change. */
export const EVENTS = {
  'finding.opened': { dimensions: FINDING, told: 'when a finding appears' },
  'finding.reopened': { dimensions: FINDING, told: 'when it fails again after mail had flowed' },
  'finding.recovered': { dimensions: FINDING, told: 'when mail has flowed for a while since the last failure' },
  'finding.withdrawn': { dimensions: FINDING, told: 'when what it was made of turns out to say something else' },
  'finding.failing': { dimensions: FINDING, told: 'every hour while it fails, so that nobody has to remember the beginning' },
  'chunk.quarantined': { dimensions: CHUNK, told: 'when a chunk cannot be read, and every hour while it lies in quarantine' },
  'chunk.conflicting': { dimensions: CHUNK, told: 'when two chunks hold different bytes for the same place of a log' },
  'shipper.silent': {
    dimensions: OBSERVATION,
    told: 'when a server says nothing any more, every hour meanwhile, and when it is heard again',
  },
  'certificate.expiring': {
    dimensions: OBSERVATION,
    told: 'when a certificate in use nears its end, every hour meanwhile, and when it is replaced',
  },
  'notification.undelivered': {
    dimensions: ['channel', 'delivery', 'at'],
    told: 'when a notification is given up, after a day of trying',
  },
  'observation.changed': { dimensions: OBSERVATION, told: 'the same of everything else that a watch sees' },
} as const satisfies Readonly<Record<string, Told>>;

/** Each measurement is told by itself; what is sent is sum, count, least and greatest of some minutes. */
export const METRICS = {
  'ingest.delay': { unit: 's', dimensions: ['tenant', 'server'], told: 'from a chunk’s grant until it was ingested' },
  'ingest.bytes': { unit: 'B', dimensions: ['tenant'], told: 'raw log of a chunk' },
  'ingest.records': { unit: 'records', dimensions: ['tenant'], told: 'records of a chunk; over time: records a second' },
  'ingest.sessions': { unit: 'sessions', dimensions: ['tenant', 'outcome'], told: 'sessions that a chunk holds whole, by outcome' },
  'sessions.waiting': { unit: 'sessions', dimensions: [], told: 'sessions whose other fragments have not come' },
  'uploads.oldest': { unit: 's', dimensions: ['tenant'], told: 'age of the oldest chunk that was uploaded and not ingested' },
  'storage.operations': {
    unit: 'operations',
    dimensions: ['service', 'outcome'],
    told: 'what storage was asked for (blob or table), and whether it did it: ok, refused, throttled or failed; per MiB: divided by ingest.bytes',
  },
} as const satisfies Readonly<Record<string, Told & { readonly unit: string }>>;

interface Told {
  readonly dimensions: readonly string[];
  /** When, or what; for people. */
  readonly told: string;
}

export type EventName = keyof typeof EVENTS;
export type MetricName = keyof typeof METRICS;

/** A value for each dimension; empty where there is none. */
export type EventDimensions<Name extends EventName> = Readonly<Record<(typeof EVENTS)[Name]['dimensions'][number], string>>;
export type MetricDimensions<Name extends MetricName> = Readonly<Record<(typeof METRICS)[Name]['dimensions'][number], string>>;
