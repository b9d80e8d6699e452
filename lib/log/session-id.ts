const DIGITS = Buffer.from('0123456789ABCDEF');

/**
 * The value of two upper-case hexadecimal digits, by the number that their bytes are, the first one lowest; -1 for other bytes. Lower case is another
 * id: it is an opaque string.
 */
const PAIRS = new Int16Array(0x10000).fill(-1);
for (const [high, first] of DIGITS.entries()) {
  for (const [low, second] of DIGITS.entries()) PAIRS[first | (second << 8)] = (high << 4) | low;
}

/** Hexadecimal digits of a session-id as Exchange writes it. Its documentation says GUID; all real logs have these. */
export const SESSION_ID_DIGITS = 16;

/** The 32 bits of the eight upper-case hexadecimal digits that begin here, as a number from 0 on; -1 when they aren't all such digits. */
export function eightDigits(view: DataView, start: number): number {
  const p0 = PAIRS[view.getUint16(start, true)] ?? -1;
  const p1 = PAIRS[view.getUint16(start + 2, true)] ?? -1;
  const p2 = PAIRS[view.getUint16(start + 4, true)] ?? -1;
  const p3 = PAIRS[view.getUint16(start + 6, true)] ?? -1;
  if ((p0 | p1 | p2 | p3) < 0) return -1;
  return ((p0 << 24) | (p1 << 16) | (p2 << 8) | p3) >>> 0;
}

/** The sixteen digits of a session-id's two halves. */
export function hexId(high: number, low: number): string {
  return half(high) + half(low);
}

function half(bits: number): string {
  return (bits >>> 0).toString(16).toUpperCase().padStart(8, '0');
}
