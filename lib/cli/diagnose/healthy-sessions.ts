import { factsOf, type SessionFacts } from '../../diagnosis/facts/session-facts.js';
import { remoteAddressAt } from '../../diagnosis/triage/remote-endpoint.js';
import type { RawSession } from '../../log/raw-session.js';
import { readSessions } from '../../log/read-sessions.js';

/** Pairs of connector and remote host that are remembered; the oldest is forgotten first. */
const MAX_PAIRS = 500;

/** A session of ordinary length; what is longer would cost more memory than the comparison is worth. */
const MAX_BYTES = 64 * 1024;

/**
 * The last session of each connector and remote host that was delivered, as bytes: to be held beside the first that failed. Most are never asked
 * for, so they are decoded only then.
 */
export class HealthySessions {
  readonly #newest = new Map<string, Buffer>();

  /** Remembers a session that was delivered. */
  remember(session: RawSession): void {
    const last = session.recordCount - 1;
    const lines = session.lines();
    if (lines.length > MAX_BYTES) return;
    const key = pair(session.connector, remoteAddressAt(session.bytes(last), session.dataStart(last)));
    this.#newest.delete(key);
    this.#newest.set(key, lines);
    if (this.#newest.size <= MAX_PAIRS) return;
    const [oldest] = this.#newest.keys();
    if (oldest !== undefined) this.#newest.delete(oldest);
  }

  /** The last delivered session on the same connector and with the same host as this one, or `undefined`. */
  before({ connector, remote, startedAt }: SessionFacts): SessionFacts | undefined {
    const lines = this.#newest.get(pair(connector, remote?.address ?? ''));
    const session = lines === undefined ? undefined : readSessions(lines).sessions[0];
    const facts = session && factsOf(session.decode());
    return facts !== undefined && facts.startedAt <= startedAt ? facts : undefined;
  }
}

function pair(connector: string, address: string): string {
  return `${connector}\n${address}`;
}
