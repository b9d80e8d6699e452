import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Codec } from '../contract/codec.js';

/**
 * The bytes that were packed. Never more than the limit: a bomb of a few kilobytes that inflates to gigabytes is stopped there.
 *
 * @throws {Error} whose message goes on after the name of what was packed: “cannot be decompressed …”.
 */
export function inflate(packed: Buffer, codec: Codec, maxOutputLength: number): Buffer {
  try {
    return codec === 'br' ? brotliDecompressSync(packed, { maxOutputLength }) : gunzipSync(packed, { maxOutputLength });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot be decompressed as ${codec === 'br' ? 'brotli' : 'gzip'} within ${maxOutputLength} bytes: ${reason}`, {
      cause: error,
    });
  }
}
