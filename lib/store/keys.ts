/**
 * One part of a table key. Azure forbids `/ \ # ?` and control characters in keys; log content may hold all of them. Percent-encoding with `=`
 * for the percent sign (which old clients mishandle) keeps letters readable, is injective, and never yields the separator.
 *
 * @source https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#characters-disallowed-in-key-fields
 */
export function keyPart(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*~]/g, percentEncoded)
    .replaceAll('%', '=');
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** A key of several parts. `|` cannot occur in a part, so different parts never give the same key. */
export function key(...parts: readonly string[]): string {
  return parts.map(keyPart).join('|');
}

/** The least key that is greater than this key and every key that goes on with further parts: the end of a row range. */
export function afterKey(begin: string): string {
  // “}” follows “|” in the order of characters.
  return `${begin}}`;
}
