/**
 * The same program without a character beyond ASCII: one alone makes V8 keep all of the source in two bytes a character, and take twice as long to read it.
 * What esbuild leaves of them stands in regular expressions, which know these escapes too.
 *
 * @param {string} source
 */
export function inAscii(source) {
  return source.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
