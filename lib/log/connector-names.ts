import { textOf } from './text.js';

/** Names that are remembered. A server has a handful of connectors; a made-up file may have a new one on each line. */
const REMEMBERED = 16;

/** A connector's name, as bytes to compare with and as text. */
export class ConnectorName {
  readonly text: string;

  constructor(readonly bytes: Buffer) {
    this.text = textOf(bytes, 0, bytes.length);
  }

  /** Whether the name stands at this place. */
  standsAt(bytes: Buffer, start: number, end: number): boolean {
    const name = this.bytes;
    if (name.length !== end - start) return false;
    for (let at = 0; at < name.length; at++) if (name[at] !== bytes[start + at]) return false;
    return true;
  }
}

/** Copies of connectors' names, shared by their sessions. */
export class ConnectorNames {
  private readonly names: ConnectorName[] = [];
  private oldest = 0;

  /** A copy of the name that stands at this place. */
  copyOf(bytes: Buffer, start: number, end: number): ConnectorName {
    for (const known of this.names) if (known.standsAt(bytes, start, end)) return known;
    const copy = new ConnectorName(Buffer.from(bytes.subarray(start, end)));
    this.names[this.oldest] = copy;
    this.oldest = (this.oldest + 1) % REMEMBERED;
    return copy;
  }
}
