/** The value of each upper-case hexadecimal digit, -1 for other bytes. Lower case is another id: it is an opaque string. */
const DIGITS = new Int8Array(256).fill(-1);
for (const [value, digit] of Buffer.from('0123456789ABCDEF').entries()) DIGITS[digit] = value;

/** Hexadecimal digits of a session-id as Exchange writes it. Its documentation says GUID; all real logs have these. */
export const SESSION_ID_DIGITS = 16;

/** The 32 bits of the eight upper-case hexadecimal digits that begin here, as a number from 0 on; -1 when they aren't all such digits. */
export function eightDigits(bytes: Buffer, start: number): number {
  const d0 = DIGITS[bytes[start] ?? 0] ?? -1;
  const d1 = DIGITS[bytes[start + 1] ?? 0] ?? -1;
  const d2 = DIGITS[bytes[start + 2] ?? 0] ?? -1;
  const d3 = DIGITS[bytes[start + 3] ?? 0] ?? -1;
  const d4 = DIGITS[bytes[start + 4] ?? 0] ?? -1;
  const d5 = DIGITS[bytes[start + 5] ?? 0] ?? -1;
  const d6 = DIGITS[bytes[start + 6] ?? 0] ?? -1;
  const d7 = DIGITS[bytes[start + 7] ?? 0] ?? -1;
  if ((d0 | d1 | d2 | d3 | d4 | d5 | d6 | d7) < 0) return -1;
  return ((d0 << 28) | (d1 << 24) | (d2 << 20) | (d3 << 16) | (d4 << 12) | (d5 << 8) | (d6 << 4) | d7) >>> 0;
}

/** The sixteen digits of a session-id's two halves. */
export function hexId(high: number, low: number): string {
  return half(high) + half(low);
}

function half(bits: number): string {
  return (bits >>> 0).toString(16).toUpperCase().padStart(8, '0');
}
