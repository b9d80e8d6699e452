/**
 * What one line of a protocol log says.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging#fields-in-the-protocol-log
 */
export interface LogRecord {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  readonly connector: string;
  readonly sessionId: string;
  /** Counts from 0 within a session; gaps and repeats occur in real logs. */
  readonly sequence: number;
  /** `ip:port`; empty on a send connector until the connection stands. */
  readonly localEndpoint: string;
  /** `ip:port`, IPv6 in brackets. */
  readonly remoteEndpoint: string;
  readonly event: LogEvent;
  readonly data: string;
  readonly context: string;
  /** The line as Exchange wrote it, without its line end. */
  readonly text: string;
  /** Where the line stands. */
  readonly source: RecordSource;
}

/**
 * `+` connected, `-` disconnected, `>` sent by this server, `<` received by this server, `*` information.
 * An excerpt that went through a web form has lost its asterisks: an empty event is read as `*`.
 */
export type LogEvent = '+' | '-' | '>' | '<' | '*';

export interface RecordSource {
  /** The log file's name, as the caller named it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Bytes from the start of the file to the start of the line. */
  readonly offset: number;
}

/** Who opened the connection: this server (`send`) or the other side (`receive`). */
export type Direction = 'send' | 'receive';

/** All records that one connector wrote under one session-id, in the order of their sequence numbers. */
export interface LogSession {
  readonly direction: Direction;
  readonly connector: string;
  readonly sessionId: string;
  /** Never empty; sorted by sequence number, equal numbers in the order of the file. */
  readonly records: readonly LogRecord[];
  /** The session's first record (sequence 0) was read. */
  readonly begun: boolean;
  /** The session's closing `-` was read. */
  readonly closed: boolean;
}

/** A line that could not be read. Nothing is thrown away silently: each is reported with its place and reason. */
export interface MalformedLine extends RecordSource {
  readonly reason: MalformedReason;
  /** The first bytes of the line, decoded, for a person to look at. */
  readonly excerpt: string;
}

export type MalformedReason =
  | 'too-few-fields'
  | 'bad-date-time'
  | 'bad-sequence-number'
  | 'unknown-event'
  | 'empty-session-id'
  | 'name-too-long'
  | 'unterminated-quote'
  | 'text-after-closing-quote'
  | 'line-too-long'
  | 'nul-bytes'
  | 'bad-header'
  | 'unfinished-line';
