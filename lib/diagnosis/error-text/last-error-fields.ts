/** The fields of a queue's LastError since Exchange 2016: `[{LED=…};{MSG=…};{FQDN=…};{IP=…};{LRT=…}]`. */
export interface LastErrorFields {
  /** LED, “last error details”. */
  readonly error: string | undefined;
  readonly host: string | undefined;
  readonly address: string | undefined;
  readonly lastRetry: string | undefined;
}

/** What may follow a field's value: the next field in whatever brackets, or the end. LED itself may hold braces, so a brace alone ends nothing. */
const NEXT_FIELD =
  /[}>]?\s*[;,]\s*(?=[{<]?\s*(?:LED|MSG|FQDN|IP|LR[TI])\s*[=-])|[}>]\s*;\s*(?=[A-Za-z0-9.-]+\}\s*;)|[}>]?\s*\}*\s*\](?=\s|\}(?!\s*;)|\.|$)|$/i;

/** A field's beginning. Typed off from a screenshot, `{LED=` becomes `<led-` and LRT becomes LRI. */
const FIELD = /(?:^|[[{<;,\s])\s*(LED|FQDN|IP|LR[TI])\s*[=-]\s*/gi;

const BRACKETS = ['[]', '{}', '<>'] as const;

/** A value without the brackets that close its field; those that it opened itself, as around a host's name, are its own. */
function withoutClosing(value: string): string {
  const surplus = new Map(BRACKETS.map(([opening = '', closing = '']) => [closing, count(value, closing) - count(value, opening)]));
  let end = value.length;
  for (; end > 0; end -= 1) {
    const last = value[end - 1] ?? '';
    const left = surplus.get(last) ?? 0;
    if (left <= 0) break;
    surplus.set(last, left - 1);
  }
  return value.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/**
 * Takes the fields apart, in whatever order they stand and however they were quoted on their way; a text without them has none.
 * The time of the last retry is in the server's language.
 */
export function lastErrorFields(text: string): LastErrorFields {
  const values = new Map<string, string>();
  for (const { 0: opening, 1: name = '', index } of text.matchAll(FIELD)) {
    const key = name.toUpperCase().replace('LRI', 'LRT');
    // The first of each counts; a text may be made of nothing but beginnings.
    if (values.has(key)) continue;
    const rest = text.slice(index + opening.length);
    const end = NEXT_FIELD.exec(rest)?.index ?? rest.length;
    values.set(key, withoutClosing(rest.slice(0, end)).trim());
  }
  const value = (name: string) => {
    const found = values.get(name);
    return found === undefined || found === '' ? undefined : found;
  };
  // Without LED the words FQDN= or IP= may stand in any sentence and mean nothing.
  if (value('LED') === undefined) return { error: undefined, host: undefined, address: undefined, lastRetry: undefined };
  return { error: value('LED'), host: value('FQDN'), address: value('IP'), lastRetry: value('LRT') };
}
