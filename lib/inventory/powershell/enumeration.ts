import { isProperties } from './properties.js';

/**
 * The names of an enumeration, and the numbers behind them as far as a public source shows them. `ConvertTo-Json` writes numbers for live
 * objects; a number without a source is read as “not told”, never guessed.
 */
export interface Enumeration<Name extends string> {
  readonly names: readonly Name[];
  readonly numbers: Readonly<Partial<Record<Name, number>>>;
}

/** A value of an enumeration: its name in any case, its number, or the pair `{ "value": 1, "Value": "Verbose" }` that remoting leaves. */
export function readName<Name extends string>(value: unknown, { names, numbers }: Enumeration<Name>): Name | undefined {
  const inner = unwrap(value);
  if (typeof inner === 'number') return names.find((name) => numbers[name] === inner);
  return names.find((name) => name.toLowerCase() === inner?.trim().toLowerCase());
}

/**
 * The names in a value of flags: `Tls, Integrated`, an array of names, or the sum of their numbers. A sum with a bit that no source explains
 * is not told as a whole, since the missing name might be the one that matters.
 */
export function readNames<Name extends string>(value: unknown, { names, numbers }: Enumeration<Name>): ReadonlySet<Name> | undefined {
  const inner = Array.isArray(value) ? value.filter((part) => typeof part === 'string').join(',') : unwrap(value);
  if (typeof inner === 'number') {
    const set = names.filter((name) => (inner & (numbers[name] ?? 0)) !== 0);
    const explained = set.reduce((sum, name) => sum + (numbers[name] ?? 0), 0);
    return explained === inner ? new Set(set) : undefined;
  }
  if (inner === undefined) return undefined;
  const words = new Set(inner.toLowerCase().split(/[,\s]+/));
  const found = names.filter((name) => words.has(name.toLowerCase()));
  // “None” is the one word that says: nothing is set. Words of a newer Exchange alone would look the same, so they are not taken for it.
  return found.length > 0 || words.has('none') ? new Set(found) : undefined;
}

/** Digits in a text are a number too: `Select-Object @{ e = { [int]$_.Services } }` and CSV leave them. */
function unwrap(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  if (!isProperties(value)) return undefined;
  const candidates = [value['Value'], value['value']];
  const text = candidates.find((candidate) => typeof candidate === 'string');
  return unwrap(text ?? candidates.find((candidate) => typeof candidate === 'number'));
}
