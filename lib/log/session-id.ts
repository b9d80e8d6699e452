/** The value of each upper-case hexadecimal digit, -1 for other bytes. Lower case is another id: it is an opaque string. */
const DIGITS = new Int8Array(256).fill(-1);
for (const [value, digit] of Buffer.from('0123456789ABCDEF').entries()) DIGITS[digit] = value;

/** Hexadecimal digits of a session-id as Exchange writes it. Its documentation says GUID; all real logs have these. */
export const SESSION_ID_DIGITS = 16;

/** Whether eight upper-case hexadecimal digits begin here. */
export function areEightDigits(bytes: Buffer, start: number): boolean {
  return (
    ((DIGITS[bytes[start] ?? 0] ?? -1) |
      (DIGITS[bytes[start + 1] ?? 0] ?? -1) |
      (DIGITS[bytes[start + 2] ?? 0] ?? -1) |
      (DIGITS[bytes[start + 3] ?? 0] ?? -1) |
      (DIGITS[bytes[start + 4] ?? 0] ?? -1) |
      (DIGITS[bytes[start + 5] ?? 0] ?? -1) |
      (DIGITS[bytes[start + 6] ?? 0] ?? -1) |
      (DIGITS[bytes[start + 7] ?? 0] ?? -1)) >=
    0
  );
}

/** The 32 bits of eight hexadecimal digits. */
export function eightDigits(bytes: Buffer, start: number): number {
  return (
    ((DIGITS[bytes[start] ?? 0] ?? 0) << 28) |
    ((DIGITS[bytes[start + 1] ?? 0] ?? 0) << 24) |
    ((DIGITS[bytes[start + 2] ?? 0] ?? 0) << 20) |
    ((DIGITS[bytes[start + 3] ?? 0] ?? 0) << 16) |
    ((DIGITS[bytes[start + 4] ?? 0] ?? 0) << 12) |
    ((DIGITS[bytes[start + 5] ?? 0] ?? 0) << 8) |
    ((DIGITS[bytes[start + 6] ?? 0] ?? 0) << 4) |
    (DIGITS[bytes[start + 7] ?? 0] ?? 0)
  );
}

/** The sixteen digits of a session-id's two halves. */
export function hexId(high: number, low: number): string {
  return half(high) + half(low);
}

function half(bits: number): string {
  return (bits >>> 0).toString(16).toUpperCase().padStart(8, '0');
}
