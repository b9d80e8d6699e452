import type { ToldObservation } from '../store/observation-change-table.js';
import type { EventName } from './contract.js';
import type { Telemetry } from './telemetry.js';

/** Watches whose changes have a name of their own, since people are called by them. */
const EVENTS: Readonly<Record<string, EventName & ('shipper.silent' | 'certificate.expiring')>> = {
  'server-silent': 'shipper.silent',
  'certificate-expiring': 'certificate.expiring',
};

/** What is told of an observation: a change of it, or that it holds still. */
export interface TellableObservation extends Omit<ToldObservation, 'change' | 'title' | 'keyFact'> {
  readonly change: ToldObservation['change'] | 'holding';
}

/** Tells of an observation's change. Its title is left out: it may hold the names in a certificate. */
export function observationEvent(
  telemetry: Telemetry,
  { id, tenant, observationId, change, state, watch, severity, server, connector, withinDays, at }: TellableObservation,
): void {
  telemetry.event(EVENTS[watch] ?? 'observation.changed', {
    ...{ tenant, severity, change, state, at },
    server: server ?? '',
    connector: connector ?? '',
    rule: watch,
    observation: observationId,
    withinDays: withinDays === null ? '' : String(withinDays),
    changeId: id,
  });
}
