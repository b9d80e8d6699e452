/**
 * What one chunk may come to in the tables. Logs of real servers stay far below; who makes up a log, or floods a server with connections, meets these
 * instead of an instance's memory. What is left out is counted in the ledger, and the raw chunk still holds it.
 */
export interface ChunkLimits {
  /** Failed sessions that are kept whole: the newest, and those that the chunk's findings show as samples. All are counted. */
  readonly sessionsKept: number;
  /** Sessions that may cross the chunk's edges. Any more are diagnosed on what the chunk holds of them. */
  readonly crossing: number;
  /** Findings that the chunk may have a part in. Sessions that fail in yet another way are counted, by rule, in the activity alone. */
  readonly findings: number;
  /** Hours, and connectors, that its sessions may count in. */
  readonly hours: number;
  readonly connectors: number;
}

/**
 * A chunk of 16 MiB in which every logon of a password guesser fails holds some fifteen thousand sessions that look alike. Exchange admits 5,000
 * connections at once on a connector, begins a log each hour, and has some dozens of connectors.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/message-rate-limits (MaxInboundConnection)
 */
export const CHUNK_LIMITS: ChunkLimits = { sessionsKept: 5_000, crossing: 10_000, findings: 2_000, hours: 1_000, connectors: 500 };
