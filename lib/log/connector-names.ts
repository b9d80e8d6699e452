import { COMMA } from './ascii.js';
import { KnownBytes } from './known-bytes.js';
import { textOf } from './text.js';

/** Names that are remembered. A server has a handful of connectors; a made-up file may have a new one on each line. */
const REMEMBERED = 16;

/** A connector's name, as bytes to compare with and as text. */
export class ConnectorName {
  readonly bytes: Buffer;
  readonly length: number;
  readonly text: string;
  /** Where it stands without quotes, it is the whole field. */
  readonly plain: boolean;

  private readonly known: KnownBytes;

  constructor(bytes: Buffer) {
    this.known = new KnownBytes(bytes);
    this.bytes = this.known.bytes;
    this.length = bytes.length;
    this.text = textOf(bytes, 0, bytes.length);
    this.plain = !bytes.includes(COMMA);
  }

  /** Whether it is what stands between `start` and `end`. */
  standsAt(view: DataView, start: number, end: number): boolean {
    return this.known.standAt(view, start, end);
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

  /** The remembered name that stands here without quotes, a comma behind it; `undefined` when it is none of them. */
  writtenAt(view: DataView, start: number, end: number): ConnectorName | undefined {
    for (const name of this.names) {
      const behind = start + name.length;
      if (behind < end && view.getUint8(behind) === COMMA && name.plain && name.standsAt(view, start, behind)) return name;
    }
    return undefined;
  }

  /** A copy of the name that these bytes are. */
  copyOf(bytes: Buffer): ConnectorName {
    for (const known of this.names) if (known.bytes.equals(bytes)) return known;
    const copy = new ConnectorName(bytes);
    if (this.names.unshift(copy) > REMEMBERED) this.names.pop();
    return copy;
  }
}
