/** A Boolean property: JSON's own, or the text that `Select-Object` and `Out-String` leave. Anything else is not told. */
export function readTruth(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  if (text === 'true' || text === '$true') return true;
  if (text === 'false' || text === '$false') return false;
  return undefined;
}
