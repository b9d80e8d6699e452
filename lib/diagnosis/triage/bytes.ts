/** Whether these bytes stand at a place. Plain loops: the texts are short, and a slice for each row would cost more than the row. */
export function standsAt(bytes: Buffer, at: number, text: Buffer): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text[index]) return false;
  }
  return true;
}

/** Whether these bytes stand right before a place. */
export function endsAt(bytes: Buffer, end: number, text: Buffer): boolean {
  return standsAt(bytes, end - text.length, text);
}

/** Several texts, of which a row may begin with any: sorted by their first byte, so that most are never compared. */
export class Beginnings {
  readonly #byFirstByte: readonly (readonly Buffer[])[];

  constructor(texts: readonly string[]) {
    const byFirstByte: Buffer[][] = Array.from({ length: 256 }, () => []);
    for (const text of texts) byFirstByte[text.charCodeAt(0)]?.push(Buffer.from(text));
    this.#byFirstByte = byFirstByte;
  }

  /** Whether one of them stands at a place. */
  standAt(bytes: Buffer, at: number): boolean {
    const candidates = this.#byFirstByte[bytes[at] ?? 0] ?? [];
    for (const text of candidates) {
      if (standsAt(bytes, at, text)) return true;
    }
    return false;
  }
}
