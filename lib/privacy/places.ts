import { COLON, COMMA, CR, LF, QUOTE, SPACE } from '../log/ascii.js';
import { fieldPlaces, placeFields } from '../log/fields.js';

/**
 * A name in a log, and who it is of. It never holds a comma, a quote or a line's end: whatever stands in its place, the rows and their fields stay
 * the same. A name with a comma in it is found in pieces.
 */
export interface Place {
  /** Bytes from the start. */
  readonly start: number;
  readonly end: number;
  readonly of: Named;
}

type Named =
  | { readonly kind: 'mailbox'; readonly domain: string }
  | { readonly kind: 'account'; readonly domain: string }
  | { readonly kind: 'words' };

const AT = 0x40;
const BACKSLASH = 0x5c;
const LESS = 0x3c;
const GREATER = 0x3e;
const OPENING_BRACKET = 0x5b;

/** What a local part may be written with outside of quotes: RFC 5322's atext, dots, and whatever is not ASCII (RFC 6532). */
const LOCAL = characters("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.");
const DOMAIN = characters('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_');

function characters(ascii: string): Uint8Array {
  const allowed = new Uint8Array(256).fill(1, 0x80);
  for (const character of ascii) allowed[character.charCodeAt(0)] = 1;
  return allowed;
}

/** Local parts before an `@`: bare, or in quotes as `"Anna Muster"@contoso.com`. */
export function* mailboxes(bytes: Buffer): Generator<Place> {
  let behind = 0;
  for (let at = bytes.indexOf(AT); at !== -1; at = bytes.indexOf(AT, at + 1)) {
    const domain = domainAt(bytes, at + 1);
    if (domain === '') continue;
    const start = bytes[at - 1] === QUOTE ? openingQuote(bytes, at - 1, behind) : localStart(bytes, at, behind);
    yield* pieces(bytes, start, at, { kind: 'mailbox', domain });
    behind = at + 1;
  }
}

/** `contoso.com`, or an address literal such as `[192.0.2.1]`. */
function domainAt(bytes: Buffer, start: number): string {
  const isLiteral = bytes[start] === OPENING_BRACKET;
  let end = isLiteral ? start + 1 : start;
  while (DOMAIN[bytes[end] ?? LF] === 1 || (isLiteral && bytes[end] === COLON)) end += 1;
  return bytes.toString('latin1', start, end);
}

/** A parameter's name before an address, as in `AUTH=anna@contoso.com`. A rewritten sender (`SRS0=…`) begins alike and is one. */
const PARAMETER = /^(?!SRS[01]=)[A-Z][A-Z0-9-]{1,20}=/;

/** Characters that stand before an address in sentences, and could stand in it. */
const AROUND = new Set(Buffer.from("'`{|*"));

function localStart(bytes: Buffer, at: number, floor: number): number {
  let start = at;
  while (start > floor && LOCAL[bytes[start - 1] ?? LF] === 1) start -= 1;
  if (bytes[start - 1] !== LESS) start += PARAMETER.exec(bytes.toString('latin1', start, Math.min(at, start + 24)))?.[0].length ?? 0;
  while (start < at && AROUND.has(bytes[start] ?? LF)) start += 1;
  return start;
}

/** Longer than any local part may be (RFC 5321, 4.5.3.1.1). */
const MAX_QUOTED = 320;

/** Where the text before this closing quote begins: behind the opening one, of which a field in quotes has two. */
function openingQuote(bytes: Buffer, closing: number, floor: number): number {
  let end = closing;
  while (bytes[end - 1] === QUOTE) end -= 1;
  for (let start = end; start > floor && end - start <= MAX_QUOTED; start -= 1) {
    const before = bytes[start - 1];
    if (before === LF || before === CR) return start;
    if (before === QUOTE && bytes[start - 2] !== BACKSLASH && !(bytes[start - 2] === QUOTE && bytes[start - 3] === BACKSLASH)) return start;
  }
  return Math.max(floor, bytes.lastIndexOf(COMMA, end) + 1);
}

/** The runs between these bytes that hold no comma, quote or line's end. Blanks before and behind a run stay. */
function* pieces(bytes: Buffer, from: number, to: number, of: Named): Generator<Place> {
  for (let start = from; start < to; start += 1) {
    if (isSeparator(bytes[start]) || bytes[start] === SPACE) continue;
    let end = start;
    while (end < to && !isSeparator(bytes[end])) end += 1;
    const next = end;
    while (bytes[end - 1] === SPACE) end -= 1;
    yield { start, end, of };
    start = next;
  }
}

function isSeparator(byte: number | undefined): boolean {
  return byte === COMMA || byte === QUOTE || byte === CR || byte === LF;
}

/** An `@` that xtext (RFC 3461) wrote as `+40`: `ORCPT=rfc822;anna+40contoso.com`. */
export function* encodedMailboxes(bytes: Buffer): Generator<Place> {
  let behind = 0;
  for (let at = bytes.indexOf('+40'); at !== -1; at = bytes.indexOf('+40', at + 1)) {
    const domain = domainAt(bytes, at + 3);
    // With an @ behind it, +40 is part of an ordinary local part.
    if (!domain.includes('.') || bytes[at + 3 + domain.length] === AT) continue;
    yield* pieces(bytes, localStart(bytes, at, behind), at, { kind: 'mailbox', domain });
    behind = at + 3;
  }
}

/** `MAIL FROM:<anna>`: a name without a domain. */
export function* bareMailboxes(bytes: Buffer): Generator<Place> {
  for (const opening of ['FROM:<', 'TO:<']) {
    for (const found of occurrences(bytes, opening)) {
      const start = found + opening.length;
      let end = start;
      while (LOCAL[bytes[end] ?? LF] === 1) end += 1;
      if (end > start && bytes[end] === GREATER) yield { start, end, of: { kind: 'mailbox', domain: '' } };
    }
  }
}

const AUTHENTICATED = ',authenticated';
const USER_NAME = 'User Name: ';

/** Who logged on: the data of a row `authenticated`, or behind `User Name: `. */
export function* accounts(bytes: Buffer): Generator<Place> {
  for (const found of occurrences(bytes, AUTHENTICATED)) {
    const [start, end] = fieldAround(bytes, found - 1);
    if (end === found) yield* accountIn(bytes, start, end);
  }
  for (const found of occurrences(bytes, USER_NAME)) {
    const [, end] = fieldAround(bytes, found);
    yield* accountIn(bytes, found + USER_NAME.length, end);
  }
}

/** `CONTOSO\anna`, `anna@contoso.com`, or `anna`. */
function* accountIn(bytes: Buffer, start: number, end: number): Generator<Place> {
  const at = bytes.subarray(start, end).indexOf(AT);
  if (at !== -1) {
    yield* pieces(bytes, start, start + at, { kind: 'mailbox', domain: domainAt(bytes, start + at + 1) });
    return;
  }
  const slash = bytes.subarray(start, end).lastIndexOf(BACKSLASH);
  const domain = bytes.toString('latin1', start, start + Math.max(0, slash)).replace(/^"/, '');
  yield* pieces(bytes, start + slash + 1, end, { kind: 'account', domain });
}

/** `AUTH PLAIN AGFubmE…`: the account, and the password, in base64. */
export function* initialResponses(bytes: Buffer): Generator<Place> {
  for (const found of occurrences(bytes, ',AUTH ')) {
    const [before] = /^,AUTH [\w-]{1,20} +/.exec(bytes.toString('latin1', found, found + 40)) ?? [];
    if (before === undefined) continue;
    const [, end] = fieldAround(bytes, found + 1);
    yield* pieces(bytes, found + before.length, end, { kind: 'words' });
  }
}

/** What a person wrote over a message, where a reply or a row quotes it: `Subject: …`. The subject of a certificate has no colon. */
export function* subjects(bytes: Buffer): Generator<Place> {
  for (const found of occurrences(bytes, 'ubject')) {
    const [before] = /^s(?:ubject) ?[:=]/i.exec(bytes.toString('latin1', found - 1, found + 8)) ?? [];
    if (before === undefined) continue;
    const [, end] = fieldAround(bytes, found);
    yield* pieces(bytes, found - 1 + before.length, end, { kind: 'words' });
  }
}

function* occurrences(bytes: Buffer, text: string): Generator<number> {
  for (let found = bytes.indexOf(text); found !== -1; found = bytes.indexOf(text, found + 1)) yield found;
}

const places = fieldPlaces();

/** The field of a row that holds this place, its quotes included; where the row is none, all up to the line's end. */
function fieldAround(bytes: Buffer, place: number): readonly [number, number] {
  const lineStart = bytes.lastIndexOf(LF, place) + 1;
  const lineFeed = bytes.indexOf(LF, place);
  const beyond = lineFeed === -1 ? bytes.length : lineFeed;
  const lineEnd = bytes[beyond - 1] === CR ? beyond - 1 : beyond;
  if (placeFields(bytes, lineStart, lineEnd, places) !== 'closed') return [lineStart, lineEnd];
  const field = Math.min(places.count, places.starts.length) - 1;
  for (let index = field; index >= 0; index -= 1) {
    const [start = lineStart, end = lineEnd] = [places.starts[index], places.ends[index]];
    if (start <= place) return [start, end];
  }
  return [lineStart, lineEnd];
}
