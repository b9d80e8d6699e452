import type { ChunkTrouble } from '../store/chunk-trouble.js';
import type { ToldChange } from '../store/finding-change-table.js';
import type { IngestedChunk } from '../store/ingested-chunk.js';
import { chunkEvent } from './chunk-events.js';
import { failingEvent, findingEvent, type FailingFinding } from './finding-events.js';
import { ingestMetrics } from './ingest-metrics.js';
import { undeliveredEvent, type UndeliveredNotification } from './notification-events.js';
import { observationEvent, type TellableObservation } from './observation-events.js';
import type { Telemetry } from './telemetry.js';

/** Whom the rooms tell what alerts are made of. */
export interface Tellers {
  /** Hears of every change of a finding's condition. */
  readonly tell: (change: ToldChange) => void;
  /** Hears of every finding that fails still, again and again. */
  readonly tellFailing: (finding: FailingFinding) => void;
  /** Hears of every change of an observation, and again and again of those that hold. */
  readonly tellObserved: (observation: TellableObservation) => void;
  /** Hears of every chunk that is quarantined, or conflicts with another. */
  readonly tellTrouble: (trouble: ChunkTrouble) => void;
  /** Hears of every notification that is given up. */
  readonly tellUndelivered: (notification: UndeliveredNotification) => void;
  /** Hears of every chunk that was ingested. */
  readonly tellIngested: (chunk: IngestedChunk) => void;
  /** Hears how many sessions wait for their other fragments. */
  readonly tellWaiting: (sessions: number) => void;
  /** Hears for how many seconds the oldest uploaded chunk of a tenant has waited to be ingested. */
  readonly tellOldestUningested: (tenant: string, seconds: number) => void;
}

/** Tells telemetry. */
export function tellers(telemetry: Telemetry): Tellers {
  return {
    tell: (change) => {
      findingEvent(telemetry, change);
    },
    tellFailing: (finding) => {
      failingEvent(telemetry, finding);
    },
    tellObserved: (observation) => {
      observationEvent(telemetry, observation);
    },
    tellTrouble: (trouble) => {
      chunkEvent(telemetry, trouble);
    },
    tellUndelivered: (notification) => {
      undeliveredEvent(telemetry, notification);
    },
    tellIngested: (chunk) => {
      ingestMetrics(telemetry, chunk);
    },
    tellWaiting: (sessions) => {
      telemetry.metric('sessions.waiting', sessions, {});
    },
    tellOldestUningested: (tenant, seconds) => {
      telemetry.metric('uploads.oldest', seconds, { tenant });
    },
  };
}
