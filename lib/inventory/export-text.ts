import { isUtf8 } from 'node:buffer';

const WINDOWS_1252 = new TextDecoder('windows-1252');

/**
 * The text of an export's bytes. Windows PowerShell's `>` and `Out-File` write UTF-16 with a byte order mark, `Set-Content` the server's
 * ANSI code page, `-Encoding UTF8` puts a byte order mark before UTF-8.
 */
export function exportText(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  // JSON begins with an ASCII character, so a zero beside it tells UTF-16 whose mark was lost.
  if (first !== 0 && second === 0) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0 && second !== 0) return new TextDecoder('utf-16be').decode(bytes);
  return isUtf8(bytes) ? new TextDecoder('utf-8').decode(bytes) : WINDOWS_1252.decode(bytes);
}
