import { isProperties } from './properties.js';
import { readKnownText } from './text.js';

/**
 * The elements of a multi-valued property; `undefined` when the export does not have it. Seen in the wild: an array; a lone element without
 * its array (`ConvertTo-Json` unrolls it); `{ "value": […], "Count": 2 }` (Windows PowerShell 5.1 once an array has been given properties);
 * and, below the depth limit, one text.
 */
export function readList(value: unknown): readonly unknown[] | undefined {
  if (value === undefined) return undefined;
  if (value === null) return [];
  if (Array.isArray(value)) return (value as readonly unknown[]).filter((element) => element !== null && element !== '');
  if (typeof value === 'string') return splitText(value);
  if (isProperties(value) && Array.isArray(value['value']) && typeof value['Count'] === 'number') return readList(value['value']);
  if (isProperties(value) && Object.keys(value).length === 0) return [];
  return [value];
}

/**
 * A list whose elements `readElement` understands. If it fails to understand one, the whole list is not told: a connector that seems to
 * listen nowhere, only because its bindings were cut off at the depth limit, would lead to a wrong diagnosis.
 */
export function readEach<T>(value: unknown, readElement: (element: unknown) => T | undefined): readonly T[] | undefined {
  const elements = readList(value)?.map(readElement);
  const read = elements?.filter((element) => element !== undefined);
  return read?.length === elements?.length ? read : undefined;
}

/** A list of texts without blanks or commas: host names, domains, IP ranges. */
export function readTexts(value: unknown): readonly string[] | undefined {
  return readEach(value, readKnownText);
}

/** Scripts join with `, `, the depth limit with a blank, `Format-List` adds braces. */
function splitText(text: string): readonly string[] {
  return text
    .replace(/^\s*\{|\}\s*$/g, '')
    .split(/[,\s]+/)
    .filter((part) => part !== '');
}
