import { createHash } from 'node:crypto';
import type { Cause, Reference, RemedyStep, Severity } from './rule.js';

/**
 * What a watch sees of a tenant beside its sessions: a certificate that expires, a server that is silent, a log with a gap. Unlike a session's
 * failure it is not counted: it holds or it does not. Plain data, so it is stored and shown without asking the watch again.
 */
export interface Observation {
  /** Which watch: `certificate-expiring`, `server-silent` … It is to an observation what the rule's id is to a finding. */
  readonly watch: string;
  readonly severity: Severity;
  readonly title: string;
  /** The observation in one sentence, with its numbers. */
  readonly summary: string;
  /** `null` when it concerns the whole tenant. */
  readonly server: string | null;
  readonly connector: string | null;
  /** What makes it this observation and no other beside watch, server and connector: a thumbprint, a log file. */
  readonly keyFact: string;
  /** Since when it holds, as far as the data tell: ISO 8601, UTC. */
  readonly since: string;
  /** When it comes to something, for what has a date; `null` for what only holds. */
  readonly deadline: Deadline | null;
  readonly causes: readonly Cause[];
  readonly remedy: readonly RemedyStep[];
  readonly references: readonly Reference[];
}

/** A date that comes nearer. */
export interface Deadline {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The narrowest of the watch's notices that it lies within, such as 30, 14, 7 and 1; 0 when it has passed. A nearer one makes it worse. */
  readonly withinDays: number;
}

/** The finding that an observation is: the watch's id, readable, and a hash of server, connector and key fact. */
export function observationId({
  watch,
  server,
  connector,
  keyFact,
}: Pick<Observation, 'watch' | 'server' | 'connector' | 'keyFact'>): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([server, connector, keyFact]))
    .digest('hex');
  return `${watch}-${hash.slice(0, 12)}`;
}
