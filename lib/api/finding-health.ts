import type { Circumstances } from '../correlation/correlated.js';
import type { Change } from '../correlation/changes/change.js';
import { settingChanges } from '../correlation/changes/setting-change.js';
import { whatChanged } from '../correlation/changes/what-changed.js';
import { factsOf } from '../diagnosis/facts/session-facts.js';
import { citeHealthy, type HealthySession } from '../diagnosis/healthy-session.js';
import { healthyKey, hourOf, type HealthySessions } from '../diagnosis/hourly-activity.js';
import { recoveryAfter, type Recovery } from '../diagnosis/recovery.js';
import { lastHealthySession } from '../ingest/raw-session.js';
import { readHealthyFrom } from '../store/activity-table.js';
import type { ReadChunkBlob } from '../store/chunk-blobs.js';
import type { LogSource } from '../store/chunk.js';
import type { StoredFinding } from '../store/finding-table.js';
import { historyAround } from '../store/inventory-history.js';
import { findSession } from '../store/session-table.js';
import type { Tables } from '../store/tables.js';

/** What the healthy sessions beside a finding tell. */
export interface FindingHealth {
  /** How it began: the first session that failed so, held against the last before it that was healthy. `null` where either is not kept. */
  readonly beginning: Beginning | null;
  /** The proof that mail flows again; `null` when there is none. */
  readonly recovery: Recovery | null;
  /** What the inventory can't know: that the certificate has worked. */
  readonly circumstances: Circumstances;
}

export interface Beginning {
  /** When the first session failed. ISO 8601, UTC. */
  readonly at: string;
  readonly lastHealthy: HealthySession;
  /** What differs between the two sessions, the most telling first, and then between the settings of their times. */
  readonly changes: readonly Change[];
}

interface HealthServices {
  readonly tables: Tables;
  readonly readChunkBlob: ReadChunkBlob;
}

/** How far before a finding's first failure a healthy session is looked for: a connector that is used at all is used within a week. */
const DAYS_BEFORE = 7;

/** How far after its last failure health is counted. */
const DAYS_AFTER = 31;

const DAY = 86_400_000;

/** Looks for the healthy sessions before and after a finding's failures, on the same connector with the same remote host. */
export async function healthBeside(services: HealthServices, stored: StoredFinding): Promise<FindingHealth> {
  const { tenant, server, stream } = stored;
  if (server === null || stream === undefined) return { beginning: null, recovery: null, circumstances: {} };
  const source: LogSource = { tenant, server, stream };
  const [beginning, recovery] = await Promise.all([beginningOf(services, source, stored), recoveryOf(services.tables, source, stored)]);
  const thumbprint = stored.finding.certificate?.thumbprint ?? undefined;
  const worked = thumbprint !== undefined && beginning?.lastHealthy.thumbprint === thumbprint ? beginning.lastHealthy.at : undefined;
  return { beginning, recovery, circumstances: { certificateLastWorked: worked } };
}

async function beginningOf(services: HealthServices, source: LogSource, stored: StoredFinding): Promise<Beginning | null> {
  const { finding, connector, host } = stored;
  const failed = finding.first.session === undefined ? undefined : await findSession(services.tables, source.tenant, finding.first.session);
  const firstSeen = Date.parse(finding.firstSeen);
  const keys = [healthyKey({ connector, host }, true), healthyKey({ connector, host }, false)];
  const hours = await healthyWith(services.tables, source, keys, firstSeen - DAYS_BEFORE * DAY, firstSeen + 1);
  const last = hours.filter((hour) => hour.last < firstSeen).reduce<HealthySessions | undefined>(later, undefined);
  if (failed === undefined || last === undefined) return null;
  const healthy = await lastHealthySession(services, source, connector, last);
  if (healthy === undefined) return null;
  const facts = factsOf(healthy);
  const exports = await historyAround(services.tables, source, facts.endedAt, firstSeen);
  return {
    at: finding.first.at,
    lastHealthy: citeHealthy(facts, facts.endedAt),
    changes: [...whatChanged(facts, factsOf(failed.session)), ...settingChanges(finding, exports, facts.endedAt, firstSeen)],
  };
}

async function recoveryOf(tables: Tables, source: LogSource, { rule, connector, host, lastSeen }: StoredFinding): Promise<Recovery | null> {
  const lastFailure = Date.parse(lastSeen);
  const after = (overTls: boolean) =>
    healthyWith(tables, source, [healthyKey({ connector, host }, overTls)], lastFailure, lastFailure + DAYS_AFTER * DAY);
  const [overTls, plain] = await Promise.all([after(true), after(false)]);
  const isTls = rule.startsWith('tls-');
  return (
    recoveryAfter(lastFailure, 'flows-again', isTls ? overTls : [...overTls, ...plain]) ??
    (isTls ? recoveryAfter(lastFailure, 'tls-plaintext-fallback', plain) : undefined) ??
    null
  );
}

/** The healthy sessions under these keys, hour by hour, from one moment's hour to another's. */
async function healthyWith(
  tables: Tables,
  source: LogSource,
  keys: readonly string[],
  from: number,
  to: number,
): Promise<readonly HealthySessions[]> {
  const found: HealthySessions[] = [];
  const before = hourOf(to + 3_600_000);
  for await (const { healthy } of readHealthyFrom(tables, source, hourOf(from), before)) {
    for (const key of keys) if (healthy?.[key] !== undefined) found.push(healthy[key]);
  }
  return found;
}

function later(a: HealthySessions | undefined, b: HealthySessions): HealthySessions {
  return a === undefined || b.last > a.last ? b : a;
}
