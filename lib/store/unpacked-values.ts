/** Values that were unpacked, each under a digest of what it was unpacked from: so none can be out of date, and whoever has the same row has the same value. */
export class UnpackedValues {
  readonly #values = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  #bytes = 0;

  /** @param maxBytes of packed content whose values are kept; what was asked for last stays */
  constructor(private readonly maxBytes: number) {}

  /** The value of this digest, as far as it is kept. Nobody may change it. */
  get(digest: string): unknown {
    const kept = this.#values.get(digest);
    if (kept === undefined) return undefined;
    this.#values.delete(digest);
    this.#values.set(digest, kept);
    return kept.value;
  }

  keep(digest: string, value: unknown, bytes: number): void {
    if (this.#values.has(digest)) return;
    this.#values.set(digest, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#values) {
      if (this.#bytes <= this.maxBytes) return;
      this.#values.delete(oldest);
      this.#bytes -= freed;
    }
  }
}
