import type { Socket } from 'node:net';
import { MAX_REPLY_LINE, MAX_REPLY_LINES, MAX_SESSION_BYTES, type ProbeTimeouts } from './limits.js';
import { networkErrorCode } from './network-error.js';
import type { SessionLog } from './session-log.js';

/** A session that ended before its QUIT was answered: how the log's last row says it. */
export class SessionEnd extends Error {
  override readonly name = 'SessionEnd';

  constructor(readonly closing: string) {
    super(closing);
  }
}

export interface Reply {
  readonly code: number;
  /** The texts behind the code, line by line. */
  readonly lines: readonly string[];
}

/**
 * The conversation on one socket: what is said and answered goes to the log as it happens. What the other side sends is bounded in length and
 * in time, by a deadline and not by silence: one who drips bytes gets no longer than one who says nothing.
 */
export class Dialogue {
  readonly #socket: Socket;
  readonly #log: SessionLog;
  readonly #timeouts: ProbeTimeouts;
  readonly #endsAt: number;
  #unread = '';
  #bytes = 0;
  #ended: string | undefined;
  #wake: (() => void) | undefined;

  /** @param endsAt of the whole session, on `performance.now()`'s clock */
  constructor(socket: Socket, log: SessionLog, timeouts: ProbeTimeouts, endsAt: number) {
    this.#socket = socket;
    this.#log = log;
    this.#timeouts = timeouts;
    this.#endsAt = endsAt;
    socket.on('data', this.#onData).on('error', this.#onError).on('close', this.#onClose).on('end', this.#onClose);
  }

  /** Sends a command and waits for its reply. @throws SessionEnd when none comes. */
  async ask(command: string): Promise<Reply> {
    this.#log.sent(command);
    this.#socket.write(`${command}\r\n`);
    return this.reply();
  }

  /** The next reply. @throws SessionEnd when none comes, or what comes is none. */
  async reply(): Promise<Reply> {
    const lines: string[] = [];
    const by = performance.now() + this.patience;
    for (;;) {
      const line = await this.#line(by);
      const [, code, separator, text] = /^(\d{3})(?:([ -])(.*))?$/.exec(line) ?? [];
      if (code === undefined || lines.length >= MAX_REPLY_LINES) {
        this.#log.received(line);
        throw new SessionEnd('Local');
      }
      lines.push(text ?? '');
      if (separator === '-') continue;
      // Newer builds of Exchange log an answer of several lines in one row, joined by blanks.
      this.#log.received(`${code}${lines.length > 1 ? ' ' : ''} ${lines.join(' ')}`.trimEnd());
      return { code: Number(code), lines };
    }
  }

  /** Milliseconds that the other side still has for its next word. */
  get patience(): number {
    return Math.max(0, Math.min(this.#timeouts.reply, this.#endsAt - performance.now()));
  }

  /** Lets go of the socket, for TLS to take it over. What was sent ahead of the handshake is not read: it is not protected. */
  release(): Socket {
    this.#socket.off('data', this.#onData).off('error', this.#onError).off('close', this.#onClose).off('end', this.#onClose);
    return this.#socket;
  }

  destroy(): void {
    this.release()
      .on('error', () => undefined)
      .destroy();
  }

  async #line(by: number): Promise<string> {
    for (;;) {
      const end = this.#unread.indexOf('\n');
      if (end > MAX_REPLY_LINE || (end === -1 && this.#unread.length > MAX_REPLY_LINE)) {
        this.#log.received(`${this.#unread.slice(0, MAX_REPLY_LINE)}…`);
        throw new SessionEnd('Local');
      }
      if (end !== -1) {
        const line = this.#unread.slice(0, end).replace(/\r$/, '');
        this.#unread = this.#unread.slice(end + 1);
        return Buffer.from(line, 'latin1').toString('utf8');
      }
      if (this.#ended !== undefined) throw new SessionEnd(this.#ended);
      if (this.#bytes > MAX_SESSION_BYTES || !(await this.#more(by))) throw new SessionEnd('Local');
    }
  }

  /** Whether something happened before the time was up. */
  async #more(by: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#wake = undefined;
        resolve(false);
      }, by - performance.now());
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(true);
      };
    });
  }

  readonly #onData = (bytes: Buffer): void => {
    this.#bytes += bytes.length;
    if (this.#bytes <= MAX_SESSION_BYTES + MAX_REPLY_LINE) this.#unread += bytes.toString('latin1');
    this.#wake?.();
  };

  readonly #onError = (error: Error): void => {
    this.#ended ??= networkErrorCode(error) === 'ECONNRESET' ? 'Remote(ConnectionReset)' : 'Remote(SocketError)';
    this.#wake?.();
  };

  readonly #onClose = (): void => {
    this.#ended ??= 'Remote';
    this.#wake?.();
  };
}
