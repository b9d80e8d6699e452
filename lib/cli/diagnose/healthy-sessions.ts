import { parseEndpoint, type Endpoint } from '../../diagnosis/facts/endpoint.js';
import { isPrivateAddress } from '../../diagnosis/facts/peer.js';
import { factsOf, type SessionFacts } from '../../diagnosis/facts/session-facts.js';
import { remoteAddressAt } from '../../diagnosis/triage/remote-endpoint.js';
import type { RawSession } from '../../log/raw-session.js';
import type { LogSession } from '../../log/record.js';
import { readSessions } from '../../log/read-sessions.js';
import { remoteHost } from '../../microsoft365/remote-host.js';
import { NewestSessions } from './newest-sessions.js';

/** Pairs of connector and remote host that are remembered; the oldest is forgotten first. */
const MAX_PAIRS = 500;

/** A session of ordinary length; what is longer would cost more memory than the comparison is worth. */
const MAX_BYTES = 64 * 1024;

/** Sessions by connector and remote host, as the lines that the log has of them. */
export type SessionLines = ReadonlyMap<string, Uint8Array>;

/**
 * The last session of each connector and remote host that was delivered, as bytes: to be held beside the first that failed. Most are never asked
 * for, so they are decoded only then. Within a part of the log most give way to a newer one, so only those left at its end are copied.
 */
export class HealthySessions implements Pick<SessionLines, 'get'> {
  readonly #settled = new Map<string, KeptLines>();
  /** Of the part that is being read. */
  readonly #newest = new NewestSessions();

  /** Remembers a session that was delivered. */
  remember(session: RawSession): void {
    if (session.byteLength <= MAX_BYTES) this.#newest.take(session);
  }

  /** Remembers a session that was delivered and is decoded already: one that crossed from one part of the log to another. They come in any order. */
  rememberDecoded({ connector, records }: LogSession): void {
    const lines = Buffer.from(records.map(({ text }) => `${text}\n`).join(''));
    const remote = parseEndpoint(records.findLast(({ remoteEndpoint }) => remoteEndpoint !== '')?.remoteEndpoint ?? '');
    const key = pair(connector, remote);
    const endedAt = records.at(-1)?.time ?? -Infinity;
    const known = this.#settled.get(key)?.endedAt ?? -Infinity;
    if (lines.length <= MAX_BYTES && endedAt >= known) this.#put(key, { lines, memory: lines, endedAt });
  }

  /** Copies what is remembered of the part that was read last: its memory is used again for the next. */
  settle(): void {
    const newest = new Map<string, RawSession>();
    for (const session of this.#newest.sessions()) {
      const key = keyOf(session);
      newest.delete(key);
      newest.set(key, session);
    }
    for (const [key, session] of newest) this.#keep(key, session);
    this.#newest.clear();
  }

  #keep(key: string, session: RawSession): void {
    const memory = this.#settled.get(key)?.memory;
    const lines = session.lines(memory);
    this.#put(key, { lines, memory: memory !== undefined && memory.length >= lines.length ? memory : lines });
  }

  #put(key: string, kept: KeptLines): void {
    this.#settled.delete(key);
    this.#settled.set(key, kept);
    if (this.#settled.size <= MAX_PAIRS) return;
    const [oldest] = this.#settled.keys();
    if (oldest !== undefined) this.#settled.delete(oldest);
  }

  /** A copy: the memory of what is remembered is used again for the next session. */
  get(key: string): Uint8Array | undefined {
    const session = this.#newest.sessions().findLast((remembered) => keyOf(remembered) === key);
    const kept = this.#settled.get(key)?.lines;
    return session?.lines() ?? (kept && Uint8Array.from(kept));
  }

  /** By connector and remote host. */
  get newest(): SessionLines {
    this.settle();
    return new Map([...this.#settled].map(([key, { lines }]) => [key, Uint8Array.from(lines)]));
  }
}

/** The newest session of each connector and remote host among those of segments that follow one another. */
export function newestOf(segments: readonly SessionLines[]): SessionLines {
  return new Map(segments.flatMap((sessions) => [...sessions]));
}

interface KeptLines {
  readonly lines: Buffer;
  /** As large as the longest session so far. */
  readonly memory: Buffer;
  /** Where the order does not tell which session is newer: milliseconds since 1970, UTC. */
  readonly endedAt?: number;
}

function keyOf(session: RawSession): string {
  const last = session.recordCount - 1;
  return pair(session.connector, { address: remoteAddressAt(session.bytes(last), session.dataStart(last)) });
}

/** The session among these on the same connector and with the same host as this one, if it was before it. */
export function healthyBefore(
  sessions: Pick<SessionLines, 'get'>,
  { connector, remote, startedAt }: SessionFacts,
): SessionFacts | undefined {
  const facts = deliveredTo(sessions, connector, remote);
  return facts !== undefined && facts.startedAt <= startedAt ? facts : undefined;
}

/** The session among these on this connector and with this host. */
export function deliveredTo(
  sessions: Pick<SessionLines, 'get'>,
  connector: string,
  remote: Endpoint | undefined,
): SessionFacts | undefined {
  const lines = sessions.get(pair(connector, remote));
  const session = lines === undefined ? undefined : readSessions(Buffer.from(lines)).sessions[0];
  return session && factsOf(session.decode());
}

/** When one of these sessions on this connector was last delivered to a host outside of the own network. */
export function lastDeliveredOutside(sessions: readonly SessionLines[], connector: string): number | undefined {
  const times = sessions.flatMap((segment) =>
    [...segment].flatMap(([key, lines]) => {
      const [on, address = ''] = key.split('\n');
      if (on !== connector || isPrivateAddress(address)) return [];
      return readSessions(Buffer.from(lines)).sessions.map((session) => factsOf(session.decode()).endedAt);
    }),
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The key of a connector and a remote host. */
export function pair(connector: string, remote: Pick<Endpoint, 'address'> | undefined): string {
  return `${connector}\n${remoteHost(remote?.address ?? '')}`;
}
