import type { Telemetry } from './telemetry.js';

/** A notification that was given up. */
export interface UndeliveredNotification {
  /** The channel's id. */
  readonly channel: string;
  /** By which the API knows it. */
  readonly delivery: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Tells of a notification that was given up: its channel can't. */
export function undeliveredEvent(telemetry: Telemetry, { channel, delivery, at }: UndeliveredNotification): void {
  telemetry.event('notification.undelivered', { channel, delivery, at });
}
