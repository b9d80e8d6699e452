import { hash } from 'node:crypto';

/** Bytes of a key. */
export const KEY_BYTES = 32;

/** Names that are remembered, then all are forgotten at once: a session says each of its own several times, and the same ones come again and again. */
const MAX_REMEMBERED = 5_000;

/** As in base32 (RFC 4648), in lower case: what Exchange and people may write in either case. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** Twelve letters are 60 bits: among a million names two of the same are one chance in two million. */
const LETTERS_OF_PSEUDONYM = 12;

/** Characters of a pseudonym: `u` and {@link LETTERS_OF_PSEUDONYM} letters. */
export const PSEUDONYM_LENGTH = 1 + LETTERS_OF_PSEUDONYM;

/** Names that belong to no person; rules know some of them. */
const NOBODY =
  /^(?:postmaster|inboundproxy|HealthMailbox[0-9A-F]*|(?:SystemMailbox|DiscoverySearchMailbox)\s?\{[0-9A-F-]+\}|MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e)$/i;

/** Exchange wraps an address of another kind into the local part; that it did so explains failures. */
const ENCAPSULATED = /^IMCEA[A-Z0-9]*-/i;

/**
 * Keyed pseudonyms of names: the same name always has the same one, and without the key nobody can tell whose it is, not even by trying all names.
 * The key is made on the Exchange server and stays there.
 */
export class Pseudonyms {
  readonly #innerKey: Buffer;
  readonly #outerKey: Buffer;
  readonly #known = new Map<string, string>();

  /** @throws RangeError for a key of another length than {@link KEY_BYTES}. */
  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw new RangeError(`A key for pseudonyms has ${KEY_BYTES} bytes, this one ${key.length}.`);
    this.#innerKey = padded(key, 0x36);
    this.#outerKey = padded(key, 0x5c);
  }

  /**
   * What stands for a local part. `Anna@Contoso.com` and `anna@contoso.com` are one person, `anna@fabrikam.com` is another.
   *
   * @param domain behind the `@`; empty for a bare name
   */
  ofMailbox(localPart: string, domain: string): string {
    if (NOBODY.test(localPart)) return localPart;
    const prefix = ENCAPSULATED.exec(localPart)?.[0] ?? '';
    return prefix + this.#of(`${localPart}@${domain.replace(/\.+$/, '')}`.toLowerCase());
  }

  /** What stands for a person's account in a domain of Windows; likewise for the bare name of an account. */
  ofAccount(domain: string, name: string): string {
    return NOBODY.test(name) ? name : this.#of(`${domain}\\${name}`.toLowerCase());
  }

  /** What stands for words that people wrote, such as a subject. */
  ofWords(words: string): string {
    return this.#of(`words ${words}`);
  }

  #of(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    const digest = this.#hmac(Buffer.from(name));
    let pseudonym = 'u';
    for (const byte of digest.subarray(0, LETTERS_OF_PSEUDONYM)) pseudonym += LETTERS[byte & 31] ?? '';
    this.#known.set(name, pseudonym);
    return pseudonym;
  }

  /**
   * HMAC with SHA-256, of two hashes: an object of `createHmac` for each of thousands of names would hold kilobytes until it is collected.
   *
   * @source https://www.rfc-editor.org/rfc/rfc2104#section-2
   */
  #hmac(text: Buffer): Buffer {
    const inner = hash('sha256', Buffer.concat([this.#innerKey, text]), 'buffer');
    return hash('sha256', Buffer.concat([this.#outerKey, inner]), 'buffer');
  }
}

/** Bytes that SHA-256 takes at once. */
const BLOCK_BYTES = 64;

function padded(key: Buffer, by: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, by);
  for (const [index, byte] of key.entries()) block[index] = byte ^ by;
  return block;
}
