import { isBelied, type Condition } from '../diagnosis/finding-state.js';
import { hourOf } from '../diagnosis/hourly-activity.js';
import { worstFindings } from './finding-list.js';
import type { ListedFinding } from './finding-row.js';
import { refreshFleet } from './fleet-table.js';
import type { Tables } from './tables.js';

type Shown =
  'findingId' | 'rule' | 'title' | 'severity' | 'server' | 'connector' | 'remote' | 'incident' | 'keyFact' | 'firstSeen' | 'handling';

/** A finding as the fleet shows it. When it failed last, and with whom, may be an hour behind; all else is as it is. */
export interface FleetFinding extends Pick<ListedFinding, Shown> {
  /** The hour of the last failure, `2026-11-24T05`. */
  readonly lastSeenHour: string;
}

/** Findings of one tenant in one condition, the worst first. */
export interface FleetFindings {
  readonly findings: readonly FleetFinding[];
  /** The tenant has more of them than the fleet shows; they are in its own list. */
  readonly isCut: boolean;
}

/** Findings of one tenant that the fleet shows: a tenant with more has one trouble, or is nobody's to oversee. */
const MAX_FINDINGS_OF_A_TENANT = 1_000;

/** Makes anew what the fleet shows of a tenant's findings in this condition. */
export function refreshFleetFindings(tables: Tables, tenant: string, condition: Condition): Promise<void> {
  return refreshFleet(tables, condition, tenant, async () => {
    const { items, next } = await worstFindings(tables, tenant, condition, MAX_FINDINGS_OF_A_TENANT);
    return { findings: items.map(fleetFinding), isCut: next !== undefined };
  });
}

/** What the fleet shows of a finding: as long as it stays the same, the fleet's row need not be written. */
export function fleetFinding(finding: Pick<ListedFinding, Shown | 'lastSeen'>): FleetFinding {
  const { findingId, rule, title, severity, server, connector, remote, incident, keyFact, firstSeen, lastSeen, handling } = finding;
  return {
    ...{ findingId, rule, title, severity, server, connector, remote, incident, keyFact, firstSeen },
    // The hour alone would not tell.
    handling: isBelied(handling, lastSeen) ? null : handling,
    lastSeenHour: hourOf(Date.parse(lastSeen)),
  };
}
