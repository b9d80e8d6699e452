import { PROBE_LIMITS } from '../inventory/probe-result.js';

const HEADER = [
  '#Software: Mailflow probe',
  '#Version: 15.0.0.0',
  '#Log-type: SMTP Send Protocol Log',
  '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
];

/**
 * Writes a session down as Exchange's send protocol log would have it, so that the rules that judge logs judge a probe too, and so that whoever
 * knows the one can read the other.
 */
export class SessionLog {
  readonly #lines: string[];
  readonly #connector: string;
  readonly #sessionId: string;
  readonly #remote: string;
  readonly #clock: () => number;
  #sequence = 0;
  #local = '';
  #length = 0;

  constructor({ connector, sessionId, remote, clock }: { connector: string; sessionId: string; remote: string; clock: () => number }) {
    this.#connector = connector;
    this.#sessionId = sessionId;
    this.#remote = remote;
    this.#clock = clock;
    this.#lines = [...HEADER.slice(0, 3), `#Date: ${new Date(clock()).toISOString()}`, ...HEADER.slice(3)];
  }

  connected(local: string): void {
    this.#local = local;
    this.#row('+', '', '');
  }

  sent(command: string): void {
    this.#row('>', command, '');
  }

  received(reply: string): void {
    this.#row('<', reply, '');
  }

  tell(context: string, data = ''): void {
    this.#row('*', data, context);
  }

  /** @param by `Local`, `Remote`, with the reason in brackets where there is one: `Remote(ConnectionReset)` */
  closed(by: string): void {
    this.#row('-', '', by);
  }

  /** The lines, each with its end. */
  get text(): string {
    return `${this.#lines.join('\r\n')}\r\n`;
  }

  #row(event: string, data: string, context: string): void {
    const row = [
      new Date(this.#clock()).toISOString(),
      this.#connector,
      this.#sessionId,
      this.#sequence,
      this.#local,
      this.#remote,
      event,
      data,
      context,
    ]
      .map((value) => field(String(value)))
      .join(',');
    this.#sequence += 1;
    // What is read of a session is bounded, so only names without end in a certificate come here. The end is always told.
    if (event !== '-' && this.#length + row.length > PROBE_LIMITS.log - MAX_LAST_ROW) return;
    this.#length += row.length;
    this.#lines.push(row);
  }
}

/** Room for header and the last row. */
const MAX_LAST_ROW = 4096;

/** Exchange's own quoting, and nothing in it that a line or a terminal would take for its own. */
function field(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, '.');
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
