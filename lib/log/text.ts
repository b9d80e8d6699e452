import { isUtf8 } from 'node:buffer';
import { CR } from './ascii.js';
import { MAX_EXCERPT_BYTES } from './limits.js';

/** What windows-1252 has at 0x80–0x9F; the five unused bytes stay control characters, as browsers read them. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * The text of some bytes: UTF-8, or windows-1252 where they are no valid UTF-8. Old and copied files may be in the server's ANSI code page;
 * a wrong umlaut is better than a lost record.
 */
export function textOf(bytes: Buffer, start: number, end: number): string {
  const part = bytes.subarray(start, end);
  if (isUtf8(part)) return part.toString('utf8');
  return part.toString('latin1').replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80));
}

/** The first bytes of a bad line for a person to look at: control characters are shown as their pictures (`␀`). */
export function excerptOf(bytes: Buffer, start: number, end: number): string {
  let shownEnd = Math.min(end, start + MAX_EXCERPT_BYTES);
  // A character that is cut in two would make the whole excerpt look like windows-1252.
  if (shownEnd < end) while (shownEnd > start + MAX_EXCERPT_BYTES - 4 && ((bytes[shownEnd] ?? 0) & 0xc0) === 0x80) shownEnd--;
  while (shownEnd > start && bytes[shownEnd - 1] === CR) shownEnd--;
  return textOf(bytes, start, shownEnd).replace(/[\x00-\x1f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)));
}
