import { CODECS, type Codec } from '../contract/codec.js';
import { MAX_CHUNK_BYTES } from '../contract/uploads.js';
import type { Stream } from '../log/log-file.js';
import type { Tell } from './events.js';

/** A folder of protocol logs, for one that Exchange's own folder names don't explain. */
export interface LogRoot {
  readonly folder: string;
  /** The stream of all logs in it and below; without it the folder's path tells. */
  readonly stream?: Stream;
}

export interface ShipOptions {
  /** Where Mailflow answers, without `/api`: `https://mailflow.example`. */
  readonly apiUrl: string;
  /** The upload token of this server. */
  readonly token: string;
  /** Folders to search, with all below them. */
  readonly roots: readonly (string | LogRoot)[];
  /** The file that remembers the positions. One shipper, one state file: a lock beside it sees to that. */
  readonly stateFile: string;
  readonly codec?: Codec;
  /** Raw bytes that a chunk aims at. Small chunks cost more to ingest, large ones more to send again. */
  readonly maxChunkBytes?: number;
  /** How long `watch` lets a chunk that isn't full grow before it ships it all the same. */
  readonly maxChunkAgeMilliseconds?: number;
  /** How long a log that has a successor must rest before even a half line at its end is shipped. */
  readonly finishedAfterMilliseconds?: number;
  readonly retry?: Partial<RetryPolicy>;
  readonly onEvent?: Tell;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

export interface WatchOptions extends ShipOptions {
  readonly pollMilliseconds?: number;
}

export interface RetryPolicy {
  /** How often one request is sent before the round is given up. */
  readonly attempts: number;
  /** The wait before attempt n is random, between 0 and this × 2ⁿ⁻²: “full jitter”. */
  readonly firstDelayMilliseconds: number;
  readonly longestDelayMilliseconds: number;
  /** A connection on which nothing moves for so long is given up. */
  readonly silenceMilliseconds: number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 5,
  firstDelayMilliseconds: 500,
  longestDelayMilliseconds: 30_000,
  silenceMilliseconds: 60_000,
};

/** Options with every default in its place. */
export interface ShipSettings {
  readonly apiUrl: string;
  readonly token: string;
  readonly roots: readonly LogRoot[];
  readonly stateFile: string;
  readonly codec: Codec;
  readonly maxChunkBytes: number;
  readonly maxChunkAgeMilliseconds: number;
  readonly finishedAfterMilliseconds: number;
  readonly retry: RetryPolicy;
  readonly tell: Tell;
  readonly clock: () => number;
}

/**
 * Fills in the defaults.
 *
 * @throws RangeError when an option can't work, before anything is read or sent.
 */
export function settingsOf(options: ShipOptions): ShipSettings {
  const { apiUrl, maxChunkBytes = 1024 * 1024 } = options;
  // A token that was read from a file often ends with a line end.
  const token = options.token.trim();
  if (!URL.canParse(apiUrl) || !/^https?:/i.test(apiUrl)) throw new RangeError(`apiUrl is no http address: ${apiUrl}`);
  if (!/^[\x21-\x7e]+$/.test(token)) throw new RangeError('the token is empty or has characters that no token has');
  if (!Number.isInteger(maxChunkBytes) || maxChunkBytes < 1 || maxChunkBytes > MAX_CHUNK_BYTES) {
    throw new RangeError(`maxChunkBytes is ${maxChunkBytes}; a chunk holds 1 to ${MAX_CHUNK_BYTES} bytes`);
  }
  return {
    apiUrl,
    token,
    roots: options.roots.map((root) => (typeof root === 'string' ? { folder: root } : root)),
    stateFile: options.stateFile,
    codec: options.codec ?? CODECS[0],
    maxChunkBytes,
    maxChunkAgeMilliseconds: options.maxChunkAgeMilliseconds ?? 5_000,
    finishedAfterMilliseconds: options.finishedAfterMilliseconds ?? 60 * 60_000,
    retry: { ...DEFAULT_RETRY, ...options.retry },
    tell: options.onEvent ?? (() => undefined),
    clock: options.clock ?? Date.now,
  };
}
