import type { ChunkTrouble } from '../store/chunk-trouble.js';
import { chunkBlobName } from '../store/chunk.js';
import type { EventName } from './contract.js';
import type { Telemetry } from './telemetry.js';

/** The events by which a person is called to a chunk. */
const EVENTS = {
  quarantined: 'chunk.quarantined',
  conflicting: 'chunk.conflicting',
} as const satisfies Readonly<Record<ChunkTrouble['trouble'], EventName>>;

/** Tells of a chunk that a person has to look at. */
export function chunkEvent(telemetry: Telemetry, { trouble, chunk, reason, at }: ChunkTrouble): void {
  const { tenant, server, stream } = chunk;
  telemetry.event(EVENTS[trouble], { tenant, server, stream, chunk: chunkBlobName(chunk), reason, at });
}
