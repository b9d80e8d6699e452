import { stateOf } from '../diagnosis/finding-state.js';
import type { ChunkTrouble } from '../store/chunk-trouble.js';
import { worstFindings } from '../store/finding-list.js';
import { listObservations } from '../store/observation-table.js';
import { listQuarantined } from '../store/quarantine-table.js';
import type { Tables } from '../store/tables.js';
import type { FailingFinding } from '../telemetry/finding-events.js';
import type { TellableObservation } from '../telemetry/observation-events.js';
import { observationState } from '../watch/observation-life.js';
import { forAllTenants } from './all-tenants.js';

interface StandingServices {
  readonly tables: Tables;
  readonly now: () => Date;
  readonly tellFailing: (finding: FailingFinding) => void;
  readonly tellObserved: (observation: TellableObservation) => void;
  readonly tellTrouble: (trouble: ChunkTrouble) => void;
}

/** Of each kind, for one tenant. Whoever has more is not helped by the rest; the worst come first. */
const MAX_TOLD = 200;

/**
 * Tells what still stands: findings that fail, observations that hold, chunks in quarantine. Alerts look back over a day, so without it an alert would
 * end although nothing is mended.
 *
 * @throws {AggregateError} when tenants could not be looked at, after all others.
 */
export async function tellStanding(services: StandingServices): Promise<void> {
  await forAllTenants(services, 'What stands', ({ id }) => tellStandingOf(services, id));
}

async function tellStandingOf({ tables, now, tellFailing, tellObserved, tellTrouble }: StandingServices, tenant: string): Promise<void> {
  const time = now();
  const at = time.toISOString();
  const { items: failing } = await worstFindings(tables, tenant, 'failing', MAX_TOLD);
  for (const { findingId, rule, severity, server, connector, condition, handling, lastSeen } of failing) {
    tellFailing({ tenant, findingId, rule, severity, server, connector, state: stateOf(condition, handling, lastSeen, time), at });
  }
  const holding = (await listObservations(tables, tenant)).filter(({ endedAt }) => endedAt === null);
  for (const lasting of holding.slice(0, MAX_TOLD)) {
    const { id, observation } = lasting;
    const { watch, severity, server, connector, deadline } = observation;
    tellObserved({
      id: `${tenant}|${id}|${at}`,
      change: 'holding',
      state: observationState(lasting, time),
      observationId: id,
      withinDays: deadline?.withinDays ?? null,
      ...{ tenant, watch, severity, server, connector, at },
    });
  }
  for (const { chunk, failure } of await listQuarantined(tables, tenant, { limit: MAX_TOLD })) {
    tellTrouble({ trouble: 'quarantined', chunk, reason: `${failure.name} ${failure.place}`.trim(), at });
  }
}
