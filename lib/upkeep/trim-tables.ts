import { forgetChunks, type ForgetServices } from '../ingest/forget-chunks.js';
import { forgetAuditBefore } from '../store/audit-table.js';
import { readClaims } from '../store/claimed-ranges.js';
import type { LogFileId } from '../store/chunk.js';
import { forgetHistoryBefore, serversWithInventory } from '../store/inventory-table.js';
import { readTimedChunks } from '../store/log-file-ledger.js';
import { forgetLogFile, logFilesOf } from '../store/log-file-table.js';
import { forgetEndedObservations } from '../store/observation-table.js';
import { forgetEndedRediagnoses } from '../store/rediagnosis-table.js';
import { forgetGoneServers } from '../store/server-table.js';
import { DEFAULT_SETTINGS, type StoredTenant } from '../store/tenant-table.js';
import { forgetExpiredTokens } from '../store/token-table.js';
import { forgetUnusableBefore } from '../store/unusable-export-table.js';
import { forAllTenants, isItsTurn } from './all-tenants.js';

/** What one turn may do for a tenant. The next goes on where it ended: what was forgotten is off the list. */
export interface TrimBounds {
  /** Log files that are forgotten. A busy server writes a hundred a day, and there is a turn an hour. */
  readonly files: number;
  /** Log files that are looked at: old ones that came lately stay. */
  readonly looks: number;
}

const BOUNDS: TrimBounds = { files: 200, looks: 1_000 };

/** Chunks that are forgotten at once. */
const CHUNKS_AT_ONCE = 50;

const DAY = 86_400_000;

/** For how many days it is known who changed what: whoever asks asks after a year has passed. */
export const AUDIT_DAYS = 400;

const ALL_BYTES = { from: 0, to: Number.MAX_SAFE_INTEGER };

/**
 * Forgets what came longer ago than the tenants' settings say, for those tenants whose turn it is: each has one an hour.
 *
 * @throws {AggregateError} when tenants could not be seen to, after all others.
 */
export async function trimAllTables(services: ForgetServices): Promise<void> {
  const now = services.now();
  // What belongs to no tenant is little, so it needs no turn.
  await forgetAuditBefore(services.tables, undefined, daysBefore(now, AUDIT_DAYS));
  await forgetExpiredTokens(services.tables, undefined, daysBefore(now, DEFAULT_SETTINGS.retentionDays));
  await forAllTenants(services, 'The retention', async (tenant) => {
    if (isItsTurn(tenant, now)) await trimTables(services, tenant);
  });
}

/** Forgets what came of one tenant longer ago than its settings say. */
export async function trimTables(
  services: ForgetServices,
  { id: tenant, settings }: Pick<StoredTenant, 'id' | 'settings'>,
  bounds = BOUNDS,
): Promise<void> {
  const { tables, now } = services;
  const before = daysBefore(now(), settings.retentionDays);
  await trimLogFiles(services, tenant, before, bounds);
  await forgetEndedObservations(tables, tenant, before);
  await forgetGoneServers(tables, tenant, before);
  await forgetEndedRediagnoses(tables, tenant, before);
  await forgetExpiredTokens(tables, tenant, before);
  await forgetAuditBefore(tables, tenant, daysBefore(now(), AUDIT_DAYS));
  const day = before.toISOString().slice(0, 10);
  for (const server of await serversWithInventory(tables, tenant)) {
    await forgetHistoryBefore(tables, { tenant, server }, day);
    await forgetUnusableBefore(tables, { tenant, server }, day);
  }
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY);
}

async function trimLogFiles(services: ForgetServices, tenant: string, before: Date, { files, looks }: TrimBounds): Promise<void> {
  let [forgotten, looked] = [0, 0];
  const begun = { server: undefined, begunSince: new Date(0), begunBefore: before };
  for await (const file of logFilesOf(services.tables, tenant, begun)) {
    if (await trimLogFile(services, file, before)) forgotten += 1;
    looked += 1;
    if (forgotten >= files || looked >= looks) break;
  }
}

/**
 * Forgets a log file when all of its chunks came long ago. Its place in the list goes a turn later than its chunks: somebody may have read one of them
 * again at the same moment, and then it is in the ledger again and has to be found.
 *
 * @returns whether there was something to forget.
 */
async function trimLogFile(services: ForgetServices, file: LogFileId, before: Date): Promise<boolean> {
  const { tables } = services;
  const known = await readTimedChunks(tables, file);
  if (known.length === 0) await forgetLogFile(tables, file);
  else if (known.some(({ ingestedAt, knownSince }) => (ingestedAt ?? knownSince) >= before.getTime())) return false;
  else {
    const chunks = await readClaims(tables, file, ALL_BYTES);
    for (let start = 0; start < chunks.length; start += CHUNKS_AT_ONCE)
      await forgetChunks(file, chunks.slice(start, start + CHUNKS_AT_ONCE), services);
  }
  return true;
}
