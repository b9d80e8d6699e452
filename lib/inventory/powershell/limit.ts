import { isProperties } from './properties.js';

/** A number that Exchange may leave open. */
export type Limit = number | 'unlimited';

/** Reads `Unlimited<T>`: the text `Unlimited`, `{ "IsUnlimited": true }`, or a value that `readValue` understands. */
export function readLimit(value: unknown, readValue: (value: unknown) => number | undefined): Limit | undefined {
  if (typeof value === 'string' && value.trim().toLowerCase() === 'unlimited') return 'unlimited';
  if (isProperties(value) && typeof value['IsUnlimited'] === 'boolean') {
    return value['IsUnlimited'] ? 'unlimited' : readValue(value['Value']);
  }
  return readValue(value);
}

/** A whole number, as JSON's own or as text. */
export function readCount(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*-?\d{1,15}\s*$/.test(value)) return undefined;
  return Number(value);
}
