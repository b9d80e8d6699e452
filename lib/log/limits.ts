/**
 * Bytes of one line, without its line end, that are read; a longer line is reported and skipped.
 *
 * Exchange's longest lines are certificate rows with hundreds of names, some 30 KiB. The limit only bounds what a damaged file may claim.
 */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/**
 * Bytes that a record may have whose quoted field holds line breaks. No line break was ever seen inside a field of a real log, so a quote that
 * stays open for so long was never closed.
 */
export const MAX_BROKEN_RECORD_BYTES = 64 * 1024;

/**
 * Bytes of lines that may wait for their sessions to close. Beyond it the session that began first is handed over as it is, and counted.
 *
 * Exchange allows some thousand connections at once, a session takes some five kilobytes: what is above is left over from crashes, or made up.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/message-rate-limits
 */
export const MAX_OPEN_BYTES = 64 * 1024 * 1024;

/** What an open session is reckoned to take beside its lines, so that many tiny sessions are bounded too. */
export const OPEN_SESSION_BYTES = 512;

/**
 * Bytes of a connector's name, or of a session-id, in a row that is read. Exchange's names have 64 characters at the most and its ids 16; what is longer is
 * no name, and must not become one in a table.
 */
export const MAX_NAME_BYTES = 4 * 1024;

/** Names that `#Fields` may list. Exchange writes nine. */
export const MAX_FIELDS = 64;

/** Bytes of a bad line that are shown. */
export const MAX_EXCERPT_BYTES = 160;
