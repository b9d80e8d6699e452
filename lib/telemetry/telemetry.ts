import type { EventDimensions, EventName, MetricDimensions, MetricName } from './contract.js';

/** Where Mailflow tells what alerts are made of. Telling costs nobody time and never fails. */
export interface Telemetry {
  event<Name extends EventName>(name: Name, dimensions: EventDimensions<Name>): void;
  metric<Name extends MetricName>(name: Name, value: number, dimensions: MetricDimensions<Name>): void;
}

/** Nobody listens: on a single machine the API's answers are enough. */
export const NO_TELEMETRY: Telemetry = { event: () => undefined, metric: () => undefined };
