/**
 * What one chunk may come to in the tables. Logs of real servers stay far below; who makes up a log, or floods a server with connections, meets these
 * instead of an instance's memory. What is left out is counted in the ledger, and the raw chunk still holds it.
 */

/**
 * Failed sessions of a chunk that are kept whole: the newest, and those that its findings show as samples. All are counted.
 *
 * A chunk of 16 MiB in which every logon of a password guesser fails holds some fifteen thousand sessions that look alike.
 */
export const MAX_SESSIONS_KEPT = 5_000;

/**
 * Sessions of a chunk that may cross its edges. Exchange admits 5,000 connections at once on a connector; any more are diagnosed on what the chunk holds
 * of them.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/message-rate-limits (MaxInboundConnection)
 */
export const MAX_CROSSING_SESSIONS = 10_000;

/** Findings that one chunk may have a part in. Sessions that fail in yet another way are counted, by rule, in the activity alone. */
export const MAX_CHUNK_FINDINGS = 2_000;

/** Hours, and connectors, that a chunk's sessions may count in. Exchange begins a log each hour and has some dozens of connectors. */
export const MAX_CHUNK_HOURS = 1_000;
export const MAX_CHUNK_CONNECTORS = 500;
