import type { Direction } from '../../log/record.js';
import type { Endpoint } from './endpoint.js';

/**
 * Where a failure happened, as far as anybody knows: a session tells all of it, the error text of a queue or of a non-delivery report only
 * some. What a rule's words need beside its own details.
 */
export interface Scene {
  readonly direction: Direction | undefined;
  readonly connector: string | undefined;
  readonly remote: Endpoint | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly endedAt: number | undefined;
}
