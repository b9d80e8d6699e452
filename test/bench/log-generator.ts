import { SeededRandom } from './seeded-random.js';
import type { SessionScript } from './session-script.js';
import { MADE_UP_CERTIFICATE, receiveSession, sendSession } from './session-script.js';
import { countSessions, nothingCounted, type Truth } from './truth.js';

export interface GeneratedLog {
  readonly bytes: Buffer;
  readonly truth: Truth;
}

/** Bytes after which Exchange begins another file. */
const FILE_BYTES = 10 * 1024 * 1024;
/** Bytes that the sessions which are open at the end may still need. */
const SLACK = 1024 * 1024;

interface Running {
  readonly script: SessionScript;
  readonly id: string;
  /** Rows written so far; also the next sequence number. */
  written: number;
}

/**
 * Writes a log as a busy hybrid server would: half of it a send log, half a receive log, 20 to 60 sessions open at once, a header every 10 MB. The
 * same seed and size give the same bytes.
 */
export function generateLog(options: { readonly megabytes: number; readonly seed?: number }): GeneratedLog {
  const size = Math.round(options.megabytes * 1024 * 1024);
  const random = new SeededRandom(options.seed ?? 1);
  const log = new LogWriter(Buffer.allocUnsafe(size + 2 * SLACK), random);
  log.write('Send', sendSession, size / 2);
  log.write('Receive', receiveSession, size);
  return { bytes: log.written(), truth: log.truth };
}

class LogWriter {
  readonly truth = nothingCounted();
  private length = 0;
  /** Even a small log goes on into another hour. */
  private time = Date.UTC(2024, 4, 14, 9, 59, 30);
  private nextId = 0x08dc73f0a1b20000n;

  constructor(
    private readonly bytes: Buffer,
    private readonly random: SeededRandom,
  ) {}

  written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** Writes one kind of log until the buffer holds `until` bytes, and then what its open sessions still have to say. */
  write(side: 'Send' | 'Receive', script: (random: SeededRandom) => SessionScript, until: number): void {
    const open: Running[] = [];
    let wanted = this.random.between(20, 60);
    let nextFile = this.length;
    while (this.length < until || open.length > 0) {
      if (this.length >= nextFile) {
        this.header(side);
        nextFile += FILE_BYTES;
      }
      if (this.random.happens(0.001)) wanted = this.random.between(20, 60);
      while (open.length < wanted && this.length < until) open.push(this.begin(script(this.random)));
      const at = this.random.between(0, open.length - 1);
      const running = open[at];
      if (running && this.writeRow(running)) {
        const last = open.pop();
        if (last && at < open.length) open[at] = last;
      }
    }
  }

  private begin(script: SessionScript): Running {
    return { script, id: (this.nextId++).toString(16).toUpperCase().padStart(16, '0'), written: 0 };
  }

  /** Writes the session's next row; true when it was the last. */
  private writeRow(running: Running): boolean {
    const { script, id } = running;
    const row = running.written++;
    const last = running.written === script.rows.length;
    if (last && this.random.happens(0.001)) {
      this.truth.neverClosed++;
      return true;
    }
    if (this.random.happens(0.3)) this.time += this.random.between(1, 40);
    if (row === 0) this.countBegun(script);
    const local = row < script.connectedFrom ? '' : script.local;
    this.line(`${new Date(this.time).toISOString()},${script.connector},${id},${row},${local},${script.remote},${script.rows[row] ?? ''}`);
    this.truth.records++;
    return last;
  }

  private countBegun({ connector, ending }: SessionScript): void {
    const hour = new Date(this.time).toISOString().slice(0, 'yyyy-mm-ddThh'.length);
    const thumbprint = ending === 'unknown-credentials' ? MADE_UP_CERTIFICATE.thumbprint : null;
    countSessions(this.truth, { connector, hour, ending, thumbprint }, 1);
  }

  private header(side: 'Send' | 'Receive'): void {
    this.line('#Software: Microsoft Exchange Server');
    this.line('#Version: 15.0.0.0');
    this.line(`#Log-type: SMTP ${side} Protocol Log`);
    this.line(`#Date: ${new Date(this.time).toISOString()}`);
    this.line('#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context');
    this.truth.headers += 5;
  }

  private line(text: string): void {
    this.length += this.bytes.write(`${text}\r\n`, this.length, 'latin1');
    this.truth.lines++;
  }
}
