import { odata } from '@azure/data-tables';
import type { Tables } from '../../lib/store/tables.js';
import { readActivity } from '../../lib/store/activity-table.js';
import { ledgerPartition } from '../../lib/store/ledger.js';
import { listFindings } from '../../lib/store/finding-table.js';
import { differences } from '../bench/truth.js';
import type { SoakTenant } from './tenants.js';

/** In what the tables differ from what was written: a line for each file and each total. Nothing, when every byte and every session is there once. */
export async function deviations(tables: Tables, { tenant, files, truth }: SoakTenant, server: string): Promise<readonly string[]> {
  const complaints: string[] = [];
  const sums = { lines: 0, records: 0 };
  for (const { stream, file, size } of files) {
    const partition = ledgerPartition({ tenant, server, stream, file });
    let readTo = 0;
    for await (const row of tables.Chunks.listEntities<LedgerRow>({ queryOptions: { filter: odata`PartitionKey eq ${partition}` } })) {
      if (row.from !== readTo) complaints.push(`${tenant}, ${file.name}: bytes ${readTo} to ${row.from} are missing or there twice`);
      if (row.status !== 'ingested') complaints.push(`${tenant}, ${file.name}: bytes ${row.from} to ${row.to} are ${row.status}`);
      readTo = row.to;
      sums.lines += row.lines ?? 0;
      sums.records += row.records ?? 0;
    }
    if (readTo !== size) complaints.push(`${tenant}, ${file.name}: the ledger ends at ${readTo}, the file at ${size}`);
  }
  const endings = await endingsOf(tables, tenant, server, new Set(files.map(({ stream }) => stream)));
  const sessions = Object.values(endings).reduce((sum, count) => sum + count, 0);
  complaints.push(...differences({ ...sums, sessions, endings }, truth).map((difference) => `${tenant}: ${difference}`));
  const failed = (await listFindings(tables, tenant)).reduce((sum, { finding }) => sum + finding.sessions, 0);
  if (failed !== sessions - endings.healthy)
    complaints.push(`${tenant}: ${failed} sessions in findings, ${sessions - endings.healthy} failed`);
  return complaints;
}

interface LedgerRow extends Record<string, unknown> {
  readonly from: number;
  readonly to: number;
  readonly status: string;
  readonly lines?: number;
  readonly records?: number;
}

async function endingsOf(tables: Tables, tenant: string, server: string, streams: ReadonlySet<SoakTenant['files'][number]['stream']>) {
  const outcomes: Record<string, number> = {};
  for (const stream of streams) {
    for await (const { connectors } of readActivity(tables, { tenant, server, stream }, '2024', '2025')) {
      for (const [name, count] of Object.values(connectors).flatMap((counters) => Object.entries(counters))) {
        outcomes[name] = (outcomes[name] ?? 0) + count;
      }
    }
  }
  const of = (outcome: string) => outcomes[`outcome:${outcome}`] ?? 0;
  return {
    healthy: of('delivered'),
    'unknown-credentials': of('tls-failed'),
    'connect-timeout': of('connect-failed'),
    'relay-denied': of('rejected'),
    'logon-denied': of('auth-failed'),
  };
}
