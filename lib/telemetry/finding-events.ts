import type { FindingChange } from '../diagnosis/finding-state.js';
import type { ToldChange } from '../store/finding-change-table.js';
import type { Telemetry } from './telemetry.js';

/** The events that a finding's life makes, by which alerts are raised and closed. */
const EVENTS: Readonly<Record<FindingChange, string>> = {
  opened: 'FindingOpened',
  recovered: 'FindingRecovered',
  reopened: 'FindingReopened',
  withdrawn: 'FindingWithdrawn',
};

/** Tells of a finding's change. `changeId` is the same for ever, for whoever hears it twice. No address and no subject is among the properties. */
export function findingEvent(
  telemetry: Telemetry,
  { id, tenant, findingId, change, rule, title, severity, server, connector, at }: ToldChange,
): void {
  telemetry.event(EVENTS[change], { changeId: id, tenant, finding: findingId, rule, title, severity, server: server ?? '', connector, at });
}
