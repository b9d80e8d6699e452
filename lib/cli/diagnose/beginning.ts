import type { Change } from '../../correlation/changes/change.js';
import { whatChanged } from '../../correlation/changes/what-changed.js';
import type { SessionFacts } from '../../diagnosis/facts/session-facts.js';

/** How a finding began: the first session that failed so, beside the last before it that was delivered. */
export interface Beginning {
  /** When the first session failed. ISO 8601, UTC. */
  readonly at: string;
  readonly lastHealthy: { readonly at: string; readonly sessionId: string };
  /** What differs between the two, the most telling first. */
  readonly changes: readonly Change[];
}

/** Compares the first failure with the last healthy session on the same connector and remote host. */
export function beginningOf(at: string, healthy: SessionFacts, failed: SessionFacts): Beginning {
  return {
    at,
    lastHealthy: { at: new Date(healthy.endedAt).toISOString(), sessionId: healthy.sessionId },
    changes: whatChanged(healthy, failed),
  };
}

/** Keeps the earlier of two beginnings of a finding. */
export function keepEarliest(beginnings: Map<string, Beginning>, finding: string, beginning: Beginning): void {
  const kept = beginnings.get(finding);
  if (kept === undefined || beginning.at < kept.at) beginnings.set(finding, beginning);
}
