import type { Observation } from '../diagnosis/observation.js';
import type { ObservationHandling } from '../watch/observation-life.js';
import { refreshFleet } from './fleet-table.js';
import { listObservations } from './observation-table.js';
import type { Tables } from './tables.js';

/** An observation as the fleet shows it. */
export interface FleetObservation extends Pick<Observation, 'watch' | 'severity' | 'title' | 'server' | 'connector' | 'keyFact' | 'since'> {
  readonly id: string;
  /** When it comes to something: ISO 8601, UTC; `null` for what has no date. */
  readonly deadline: string | null;
  /** What a person did about it; left out, nothing. */
  readonly handling?: ObservationHandling;
}

/** What watches see of one tenant now. */
export interface FleetObservations {
  readonly observations: readonly FleetObservation[];
  /** The tenant has more of them than the fleet shows; they are in its own list. */
  readonly isCut: boolean;
}

/** Observations of one tenant that the fleet shows. */
const MAX_OBSERVATIONS_OF_A_TENANT = 500;

/** Makes anew what the fleet shows of a tenant's observations. */
export function refreshFleetObservations(tables: Tables, tenant: string): Promise<void> {
  return refreshFleet(tables, 'observations', tenant, async () => {
    const holding = (await listObservations(tables, tenant)).filter(({ endedAt }) => endedAt === null);
    return {
      // By id, so that the same observations always are the same row.
      observations: holding
        .map(({ id, handling, observation: { watch, severity, title, server, connector, keyFact, since, deadline } }) => ({
          ...{ id, watch, severity, title, server, connector, keyFact, since },
          deadline: deadline?.at ?? null,
          ...(handling !== null && { handling }),
        }))
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .slice(0, MAX_OBSERVATIONS_OF_A_TENANT),
      isCut: holding.length > MAX_OBSERVATIONS_OF_A_TENANT,
    };
  });
}
