/** What a probe takes from strangers, and for how long it waits for them. Every number is met by a test. */

/** Characters of one line of a reply: RFC 5321 allows 512, and real servers write longer ones. What is longer is no SMTP. */
export const MAX_REPLY_LINE = 4096;

/** Lines of one reply. Exchange's answer to EHLO has about fifteen. */
export const MAX_REPLY_LINES = 100;

/** Bytes of one session that are read; the handshake's own are counted by OpenSSL. */
export const MAX_SESSION_BYTES = 64 * 1024;

/** Addresses that are called at the same time. */
export const CALLS_AT_ONCE = 4;

export interface ProbeTimeouts {
  /** Milliseconds for the TCP connection. Windows gives up after 3 + 6 + 12 seconds. */
  readonly connect: number;
  /** For each reply, the greeting among them, and for the TLS handshake. Exchange waits longer; a person at a console does not. */
  readonly reply: number;
  /** For a whole session, whatever happens in it: one who drips a byte at a time gets no more. */
  readonly session: number;
  /** For one question to DNS, all name servers together. */
  readonly dns: number;
}

export const DEFAULT_TIMEOUTS: ProbeTimeouts = { connect: 21_000, reply: 60_000, session: 180_000, dns: 10_000 };
