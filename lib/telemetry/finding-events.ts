import type { FindingChange, FindingState } from '../diagnosis/finding-state.js';
import type { Severity } from '../diagnosis/rule.js';
import type { ToldChange } from '../store/finding-change-table.js';
import type { EventName } from './contract.js';
import type { Telemetry } from './telemetry.js';

/** The events that a finding's life makes, by which alerts are raised and closed. */
const EVENTS = {
  opened: 'finding.opened',
  recovered: 'finding.recovered',
  reopened: 'finding.reopened',
  withdrawn: 'finding.withdrawn',
} as const satisfies Readonly<Record<FindingChange, EventName>>;

/** Where a finding stands just after a change; a person who muted it before is asked again every hour. */
const STATE_AFTER = {
  opened: 'open',
  reopened: 'open',
  recovered: 'recovered',
  withdrawn: 'withdrawn',
} as const satisfies Readonly<Record<FindingChange, FindingState | 'withdrawn'>>;

/** Tells of a finding's change. Its title is left out: that of a failure which no rule knows holds words of the log. */
export function findingEvent(
  telemetry: Telemetry,
  { id, tenant, findingId, change, rule, severity, server, connector, at }: ToldChange,
): void {
  telemetry.event(EVENTS[change], {
    ...{ tenant, connector, rule, severity, at },
    server: server ?? '',
    finding: findingId,
    state: STATE_AFTER[change],
    changeId: id,
  });
}

/** A finding that fails still. */
export interface FailingFinding {
  readonly tenant: string;
  readonly findingId: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly server: string | null;
  readonly connector: string;
  readonly state: FindingState;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Tells that a finding fails still, and whether a person has muted it. */
export function failingEvent(
  telemetry: Telemetry,
  { tenant, findingId, rule, severity, server, connector, state, at }: FailingFinding,
): void {
  telemetry.event('finding.failing', {
    ...{ tenant, connector, rule, severity, state, at },
    server: server ?? '',
    finding: findingId,
    changeId: `${tenant}|${findingId}|${at}`,
  });
}
