import { COMMA } from './ascii.js';
import { FOUR, viewOf } from './four-bytes.js';
import { textOf } from './text.js';

/** Names that are remembered. A server has a handful of connectors; a made-up file may have a new one on each line. */
const REMEMBERED = 16;

/** A connector's name, as bytes to compare with and as text. */
export class ConnectorName {
  readonly text: string;
  readonly length: number;
  /** Where it stands without quotes, it is the whole field. */
  readonly plain: boolean;
  /** The bytes four at a time, and those that are left over. */
  private readonly words: Int32Array;
  private readonly rest: Uint8Array;

  constructor(readonly bytes: Buffer) {
    this.text = textOf(bytes, 0, bytes.length);
    this.length = bytes.length;
    this.plain = !bytes.includes(COMMA);
    const view = viewOf(bytes);
    this.words = Int32Array.from({ length: bytes.length >> 2 }, (_, word) => view.getInt32(word * FOUR, true));
    this.rest = Uint8Array.from(bytes.subarray(this.words.length * FOUR));
  }

  /** Whether the bytes from here on are the name. There must be as many of them. */
  standsAt(view: DataView, start: number): boolean {
    const { words, rest } = this;
    let at = start;
    for (let word = 0; word < words.length; word++, at += FOUR) if (words[word] !== view.getInt32(at, true)) return false;
    for (let byte = 0; byte < rest.length; byte++, at++) if (rest[byte] !== view.getUint8(at)) return false;
    return true;
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
      if (behind < end && view.getUint8(behind) === COMMA && name.plain && name.standsAt(view, start)) return name;
    }
    return undefined;
  }

  /** A copy of the name that these bytes are. */
  copyOf(bytes: Buffer): ConnectorName {
    for (const known of this.names) if (known.bytes.equals(bytes)) return known;
    const copy = new ConnectorName(Buffer.from(bytes));
    if (this.names.unshift(copy) > REMEMBERED) this.names.pop();
    return copy;
  }
}
