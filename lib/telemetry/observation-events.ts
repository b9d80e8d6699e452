import type { ToldObservation } from '../store/observation-change-table.js';
import type { ObservationChange } from '../watch/observation-life.js';
import type { Telemetry } from './telemetry.js';

/** The events that an observation's life makes; `watch` says of what: `certificate-expiring`, `server-silent` … */
const EVENTS: Readonly<Record<ObservationChange, string>> = {
  opened: 'ObservationOpened',
  ended: 'ObservationEnded',
  reopened: 'ObservationReopened',
  raised: 'ObservationRaised',
};

/** Tells of an observation's change. `changeId` is the same for ever, for whoever hears it twice. No address and no subject is among the properties. */
export function observationEvent(
  telemetry: Telemetry,
  { id, tenant, observationId, change, watch, title, severity, server, connector, withinDays, at }: ToldObservation,
): void {
  telemetry.event(EVENTS[change], {
    changeId: id,
    tenant,
    observation: observationId,
    ...{ watch, title, severity, at },
    server: server ?? '',
    connector: connector ?? '',
    withinDays: withinDays === null ? '' : String(withinDays),
  });
}
