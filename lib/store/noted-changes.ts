import type { FindingChange } from '../diagnosis/finding-state.js';
import { incidentIdOf } from '../diagnosis/finding.js';
import type { Severity } from '../diagnosis/rule.js';
import type { ObservationChange } from '../watch/observation-life.js';
import type { ChangeKind, NotedChange } from './change-table.js';
import type { ChunkTrouble } from './chunk-trouble.js';
import type { ChunkId } from './chunk.js';
import type { ToldChange } from './finding-change-table.js';
import type { ToldObservation } from './observation-change-table.js';
import { quarantineId } from './quarantine-table.js';

/** What findings, observations and chunks go through, as people are told of it. */

/** A finding's change. */
export function notedFinding({ findingId, incident, ...change }: ToldChange): NotedChange {
  const { id, tenant, rule, title, severity, server, connector, at } = change;
  const kind: ChangeKind = change.change satisfies FindingChange;
  return { id, tenant, subject: 'finding', subjectId: findingId, incident, change: kind, rule, title, severity, server, connector, at };
}

const OBSERVED = {
  opened: 'opened',
  reopened: 'reopened',
  raised: 'raised',
  ended: 'recovered',
} as const satisfies Readonly<Record<ObservationChange, ChangeKind>>;

/** Watches whose key fact is the same thing wherever it is seen: a certificate. Servers that are silent at two tenants are two things. */
const SHARED_WATCHES: ReadonlySet<string> = new Set(['certificate-expiring']);

/** An observation's change. */
export function notedObservation({ observationId, watch, keyFact, ...change }: ToldObservation): NotedChange {
  const { id, tenant, title, severity, server, connector, at } = change;
  const incident = SHARED_WATCHES.has(watch) ? incidentIdOf({ rule: watch, keyFact }) : `${tenant}.${observationId}`;
  const kind = OBSERVED[change.change];
  return {
    id,
    tenant,
    subject: 'observation',
    subjectId: observationId,
    incident,
    change: kind,
    rule: watch,
    title,
    severity,
    server,
    connector,
    at,
  };
}

const CHUNKS = {
  quarantined: { severity: 'degraded', title: 'A piece of a log cannot be read; what it says is missing' },
  conflicting: { severity: 'info', title: 'Two pieces of a log hold different bytes for the same place' },
} as const satisfies Readonly<Record<ChunkTrouble['trouble'], { readonly severity: Severity; readonly title: string }>>;

/** What befell a chunk, or that it is over. The one always follows the other, so its id needs no number. */
export function notedChunk(trouble: ChunkTrouble['trouble'], chunk: ChunkId, change: 'opened' | 'recovered', at: Date): NotedChange {
  const { tenant, server } = chunk;
  const rule = `chunk-${trouble}`;
  const subjectId = `${rule}-${quarantineId(chunk)}`;
  return {
    id: `${tenant}|${subjectId}|${change}`,
    incident: `${tenant}.${subjectId}`,
    ...{ tenant, subject: 'chunk', subjectId, change, rule, server, at: at.toISOString() },
    ...CHUNKS[trouble],
    connector: null,
  };
}
