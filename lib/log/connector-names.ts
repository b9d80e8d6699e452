/** Names that are remembered. A server has a handful of connectors; a made-up file may have a new one on each line. */
const REMEMBERED = 16;

/** Copies of connectors' names, shared by their sessions. */
export class ConnectorNames {
  private readonly names: Buffer[] = [];
  private oldest = 0;

  /** A copy of the name that stands at this place. */
  copyOf(bytes: Buffer, start: number, end: number): Buffer {
    const name = bytes.subarray(start, end);
    const known = this.names.find((other) => other.equals(name));
    if (known) return known;
    const copy = Buffer.from(name);
    this.names[this.oldest] = copy;
    this.oldest = (this.oldest + 1) % REMEMBERED;
    return copy;
  }
}
