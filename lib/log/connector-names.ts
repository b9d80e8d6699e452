import { textOf } from './text.js';

/** Names that are remembered. A server has a handful of connectors; a made-up file may have a new one on each line. */
const REMEMBERED = 16;

/** A connector's name, as bytes to compare with and as text. */
export class ConnectorName {
  readonly bytes: Buffer;
  readonly length: number;
  readonly text: string;

  constructor(bytes: Buffer) {
    this.bytes = Buffer.from(bytes);
    this.length = bytes.length;
    this.text = textOf(bytes, 0, bytes.length);
  }

  /** Whether both are the same name. */
  is(other: ConnectorName): boolean {
    return this === other || this.bytes.equals(other.bytes);
  }
}

/** Copies of connectors' names, shared by their rows. */
export class ConnectorNames {
  /** The newest first: a log that is read now has other connectors than the one before it. */
  private readonly names: ConnectorName[] = [];

  /** A copy of the name that these bytes are. */
  copyOf(bytes: Buffer): ConnectorName {
    for (const known of this.names) if (known.bytes.equals(bytes)) return known;
    const copy = new ConnectorName(bytes);
    if (this.names.unshift(copy) > REMEMBERED) this.names.pop();
    return copy;
  }
}
