import type { FindingChange } from '../../lib/diagnosis/finding-state.js';
import type { ChunkId } from '../../lib/store/chunk.js';
import type { ToldChange } from '../../lib/store/finding-change-table.js';
import type { IngestedChunk } from '../../lib/store/ingested-chunk.js';
import type { FailingFinding } from '../../lib/telemetry/finding-events.js';
import type { TellableObservation } from '../../lib/telemetry/observation-events.js';

export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const FINDING = {
  tenant: 'contoso',
  findingId: 'tls-unknown-credentials-5b6c7d',
  rule: 'tls-unknown-credentials',
  severity: 'blocker',
  server: 'EX01',
  connector: 'Outbound to Office 365',
  at: '2026-09-30T06:00:00.000Z',
} as const;

/** A change of a finding whose title a log has written. */
export function changeOf(change: FindingChange): ToldChange {
  return {
    id: `contoso|${FINDING.findingId}|1`,
    ...FINDING,
    change,
    incident: 'tls-unknown-credentials-0a1b2c',
    title: '550 anna@contoso.example: no such user',
  };
}

export function failing(): FailingFinding {
  return { ...FINDING, state: 'muted' };
}

export function observed(watch: string): TellableObservation {
  const { tenant, severity, server, at } = FINDING;
  return {
    id: `contoso|${watch}-1|1`,
    observationId: `${watch}-1`,
    change: 'opened',
    state: 'open',
    watch,
    connector: null,
    withinDays: 14,
    ...{ tenant, severity, server, at },
  };
}

export const CHUNK: ChunkId = {
  tenant: 'contoso',
  server: 'EX01',
  stream: 'hub/smtp-send',
  file: { name: 'SEND2026093006-1.LOG', date: '2026-09-30T06:00:00.000Z' },
  from: 0,
  to: 1_000_000,
  codec: 'br',
};

/** Granted four seconds before it was ingested. */
export const INGESTED: IngestedChunk = {
  chunk: CHUNK,
  receipt: {
    bytes: 1_000_000,
    records: 5_000,
    outcomes: { delivered: 190, 'tls-failed': 10 },
    readAt: new Date('2026-09-30T06:00:04.000Z'),
  },
  grantedAt: new Date('2026-09-30T06:00:00.000Z'),
};
