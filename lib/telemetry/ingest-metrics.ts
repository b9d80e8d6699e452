import type { IngestedChunk } from '../store/ingested-chunk.js';
import type { Telemetry } from './telemetry.js';

/** Tells how much a chunk brought, and how long that took. */
export function ingestMetrics(telemetry: Telemetry, { chunk, receipt, grantedAt }: IngestedChunk): void {
  const { tenant, server } = chunk;
  const { bytes, records, outcomes, readAt } = receipt;
  if (grantedAt !== undefined) telemetry.metric('ingest.delay', (readAt.getTime() - grantedAt.getTime()) / 1000, { tenant, server });
  telemetry.metric('ingest.bytes', bytes, { tenant });
  telemetry.metric('ingest.records', records, { tenant });
  for (const [outcome, sessions] of Object.entries(outcomes)) telemetry.metric('ingest.sessions', sessions, { tenant, outcome });
}
