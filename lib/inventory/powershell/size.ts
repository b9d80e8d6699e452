import { readCount } from './limit.js';

/** Exchange counts in powers of 1024: it prints 25 MB as `25 MB (26,214,400 bytes)`. */
const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };

/** Digits in groups, by whichever separator the server's culture has: comma, dot, apostrophe or a (hard, narrow) blank. */
const IN_BYTES = /\((\d[\d.,'’\s\u00a0\u202f]*) bytes\)/i;

/** Bytes of a `ByteQuantifiedSize`: `25 MB (26,214,400 bytes)`, `25MB`, or a plain number. */
export function readSize(value: unknown): number | undefined {
  if (typeof value !== 'string') return readCount(value);
  const bytes = IN_BYTES.exec(value)?.[1];
  if (bytes !== undefined) return Number(bytes.replace(/\D/g, ''));
  const groups = /^\s*(?<amount>\d{1,15})\s*(?<unit>[KMGT]?B)\s*$/i.exec(value)?.groups;
  const unit = UNITS[groups?.['unit']?.toUpperCase() ?? ''];
  if (unit !== undefined) return Number(groups?.['amount']) * unit;
  return readCount(value);
}
