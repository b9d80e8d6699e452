/** The bytes that have a meaning in a protocol log. All are ASCII, so they never occur inside a character of UTF-8 or windows-1252. */

export const NUL = 0x00;
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const LETTER_Z = 0x5a;

/** `event` of a record, as a byte. */
export const CONNECTED = 0x2b;
export const DISCONNECTED = DASH;
export const SENT = 0x3e;
export const RECEIVED = 0x3c;
export const INFORMATION = 0x2a;
