import { COMMA, INFORMATION } from './ascii.js';

/** A number for rows that begin or end with a text. `?` in a text is any byte. */
export interface RowSign {
  /** 1 to 255. */
  readonly sign: number;
  /** What the data of a command or reply begins with. */
  readonly said?: string;
  /** What the context of an information row without data begins with. */
  readonly context?: string;
  /** What an information row with data ends with. */
  readonly ending?: string;
  /** Such rows are often the same, data and context: each text is to have a number. */
  readonly repeated?: true;
}

/** What is told of a row: its sign, or 0, and above it the number of its text, or 0. Rows of one number that were read in one thread have one text. */
export type RowMark = number;

/** As many as a mark has room for: it is never negative. */
export const MAX_TEXT_NUMBER = 0x7fffff;

export function signIn(mark: RowMark): number {
  return mark & 0xff;
}

export function textNumberIn(mark: RowMark): number {
  return mark >>> 8;
}

/** A list for each byte that a text begins or ends with. */
type Texts = readonly (readonly SignText[])[];

/**
 * What is to be told of rows as they are read. Whoever reads a log has each row in the processor's cache once; to find these texts then costs next to
 * nothing, and spares most rows a second look. Of several signs that a row shows the first counts.
 */
export class RowSigns {
  readonly #said: Texts;
  readonly #context: Texts;
  readonly #ending: Texts;

  constructor(signs: readonly RowSign[]) {
    const texts = (part: 'said' | 'context' | 'ending', first: (text: string) => string) =>
      byFirst(
        signs.flatMap(({ sign, repeated = false, [part]: text }) => (text === undefined ? [] : [new SignText(sign, text, repeated)])),
        first,
      );
    this.#said = texts('said', (text) => text.charAt(0));
    this.#context = texts('context', (text) => text.charAt(0));
    this.#ending = texts('ending', (text) => text.charAt(text.length - 1));
  }

  /** The sign that a row shows, or 0. `data` is where its data begins, `end` where it ends. */
  signOf(bytes: Buffer, event: number, data: number, end: number): number {
    if (data >= end) return 0;
    if (event !== INFORMATION) return begun(this.#said, bytes, data, end);
    if (bytes[data] === COMMA) return begun(this.#context, bytes, data + 1, end);
    for (const text of this.#ending[bytes[end - 1] ?? 0] ?? [])
      if (text.standsAt(bytes, Math.max(data, end - text.length), end)) return text.sign;
    return 0;
  }

  /**
   * The same in a form for the scanner (assembly/signs.ts): three tables of 256 places, each of the first sign among those that begin or end with this
   * byte; places count from the first table.
   */
  table(): Uint8Array {
    const lists = [this.#said, this.#context, this.#ending];
    const table = Buffer.alloc(lists.length * LIST + lists.flat(2).reduce((sum, text) => sum + text.tableSize, 0));
    let at = lists.length * LIST;
    for (const [list, texts] of lists.entries()) {
      for (const [byte, same] of texts.entries()) {
        let link = list * LIST + byte * 4;
        for (const text of same) {
          table.writeUInt32LE(at, link);
          link = at + 8;
          at = text.write(table, at);
        }
      }
    }
    return table;
  }
}

const LIST = 256 * 4;

function byFirst(texts: readonly SignText[], first: (text: string) => string): Texts {
  const lists: SignText[][] = Array.from({ length: 256 }, () => []);
  for (const text of texts) lists[first(text.text).charCodeAt(0)]?.push(text);
  return lists;
}

function begun(texts: Texts, bytes: Buffer, at: number, end: number): number {
  for (const text of texts[bytes[at] ?? 0] ?? []) if (text.standsAt(bytes, at, end)) return text.sign;
  return 0;
}

const ANY = 0x3f; // ?

class SignText {
  readonly length: number;
  readonly #bytes: Buffer;

  constructor(
    readonly sign: number,
    readonly text: string,
    private readonly repeated: boolean,
  ) {
    this.#bytes = Buffer.from(text, 'latin1');
    this.length = this.#bytes.length;
  }

  standsAt(bytes: Buffer, at: number, end: number): boolean {
    return at + this.length <= end && this.#bytes.every((byte, index) => byte === ANY || byte === bytes[at + index]);
  }

  /** A head of four integers, and sixteen bytes for each eight of the text. */
  get tableSize(): number {
    return 16 + Math.ceil(this.length / 8) * 16;
  }

  /** @returns where it ends. */
  write(table: Buffer, at: number): number {
    table.writeUInt32LE(this.sign, at);
    table.writeUInt32LE(this.length, at + 4);
    table.writeUInt32LE(this.repeated ? 1 : 0, at + 12);
    for (const [index, byte] of this.#bytes.entries()) {
      if (byte === ANY) continue;
      const place = at + 16 + (index >> 3) * 16 + (index & 7);
      table[place] = byte;
      table[place + 8] = 0xff;
    }
    return at + this.tableSize;
  }
}
