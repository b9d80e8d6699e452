import { readKnownText } from './powershell/text.js';

/**
 * A certificate's SHA-1 hash as 40 upper-case digits, or `undefined` when it is none. The certificate dialog of Windows puts blanks between
 * the bytes and an invisible left-to-right mark before the first; both travel with copy and paste.
 */
export function readThumbprint(value: unknown): string | undefined {
  const digits = readKnownText(value)?.replace(/[\s\u200e\u200f]/g, '');
  return digits !== undefined && /^[0-9A-Fa-f]{40}$/.test(digits) ? digits.toUpperCase() : undefined;
}
