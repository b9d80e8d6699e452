/**
 * Text from a log, fit for a terminal: what strangers typed at port 25 must not move the cursor, change colours or turn the direction of
 * writing. Such characters are shown as `\u{1b}`.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
