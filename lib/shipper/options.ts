import { CODECS, type Codec } from '../contract/codec.js';
import type { HeartbeatAnswer } from '../contract/heartbeat.js';
import { MAX_CHUNK_BYTES } from '../contract/uploads.js';
import type { Stream } from '../log/log-file.js';
import type { ShipEvent, Tell } from './events.js';
import { Privacy } from './privacy.js';
import { isSafeAddress, Wire } from './wire.js';

/** A folder of protocol logs, for one that Exchange's own folder names don't explain. */
export interface LogRoot {
  readonly folder: string;
  /** The stream of all logs in it and below; without it the folder's path tells. */
  readonly stream?: Stream;
  /** That it is not there, or holds no log, needs nobody: not every server has every role. */
  readonly mayBeMissing?: boolean;
}

/** Folders that were looked for, and what is to be said of that. */
export interface Roots {
  readonly roots: readonly LogRoot[];
  readonly remarks: readonly ShipEvent[];
}

export type FindRoots = () => Promise<Roots>;

/** @throws when there is no token; the error says why. */
export type TokenSource = () => Promise<string>;

export interface ShipOptions {
  /** Where Mailflow answers, without `/api`: `https://mailflow.example`. */
  readonly apiUrl: string;
  /** The upload token of this server, or where it stands: then it is read each time, so that it can be renewed while the shipper runs. */
  readonly token: string | TokenSource;
  /** Folders to search, with all below them, or what finds them, round after round. */
  readonly roots: readonly (string | LogRoot)[] | FindRoots;
  /** The file that remembers the positions. One shipper, one state file: a lock beside it sees to that. */
  readonly stateFile: string;
  readonly codec?: Codec;
  /** What takes the place of persons, in logs and exports, before anything leaves this machine; by default nothing, and nothing can. */
  readonly privacy?: Privacy;
  /** Raw bytes that a chunk aims at. Small chunks cost more to ingest, large ones more to send again. */
  readonly maxChunkBytes?: number;
  /** How long `watch` lets a chunk that isn't full grow before it ships it all the same. */
  readonly maxChunkAgeMilliseconds?: number;
  /** How long a log that has a successor must rest before even a half line at its end is shipped. */
  readonly finishedAfterMilliseconds?: number;
  readonly retry?: Partial<RetryPolicy>;
  readonly onEvent?: Tell;
  /** The way to Mailflow, and the pace; by default directly and without limits. */
  readonly wire?: Wire;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Milliseconds by a clock that never jumps. */
  readonly steadyClock?: () => number;
}

/** What watching needs beside the shipping itself. */
export interface WatchSettings {
  /** The pause between two rounds. */
  readonly pollMilliseconds: number;
  /** The pause between two heartbeats; without it there is none. */
  readonly heartbeatMilliseconds?: number;
  /** Exports of Exchange's settings that appear here are shipped. */
  readonly exportsFolder?: string;
  readonly onHeartbeatAnswer?: (answer: HeartbeatAnswer) => void;
}

export type WatchOptions = ShipOptions & Partial<WatchSettings>;

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
  readonly token: TokenSource;
  readonly findRoots: FindRoots;
  readonly stateFile: string;
  readonly codec: Codec;
  readonly privacy: Privacy;
  readonly maxChunkBytes: number;
  readonly maxChunkAgeMilliseconds: number;
  readonly finishedAfterMilliseconds: number;
  readonly retry: RetryPolicy;
  readonly tell: Tell;
  readonly wire: Wire;
  readonly clock: () => number;
  readonly steadyClock: () => number;
}

/**
 * What a chunk aims at where a log is longer. To read a chunk takes some twenty storage operations whatever its size, so with 1 MiB a MiB would cost twice
 * as much; and nobody waits longer for it, since new lines wait for their age alone.
 */
export const DEFAULT_CHUNK_BYTES = 2 * 1024 * 1024;

/**
 * Fills in the defaults.
 *
 * @throws RangeError when an option can't work, before anything is read or sent.
 */
export function settingsOf(options: ShipOptions): ShipSettings {
  const { apiUrl, maxChunkBytes = DEFAULT_CHUNK_BYTES } = options;
  if (!URL.canParse(apiUrl) || !/^https?:/i.test(apiUrl)) throw new RangeError(`apiUrl is no http address: ${apiUrl}`);
  if (!isSafeAddress(new URL(apiUrl))) throw new RangeError(`apiUrl has no encryption, which is for this machine itself alone: ${apiUrl}`);
  if (!Number.isInteger(maxChunkBytes) || maxChunkBytes < 1 || maxChunkBytes > MAX_CHUNK_BYTES) {
    throw new RangeError(`maxChunkBytes is ${maxChunkBytes}; a chunk holds 1 to ${MAX_CHUNK_BYTES} bytes`);
  }
  return {
    apiUrl,
    token: tokenSource(options.token),
    findRoots: rootFinder(options.roots),
    stateFile: options.stateFile,
    codec: options.codec ?? CODECS[0],
    privacy: options.privacy ?? new Privacy(),
    maxChunkBytes,
    maxChunkAgeMilliseconds: options.maxChunkAgeMilliseconds ?? 10_000,
    finishedAfterMilliseconds: options.finishedAfterMilliseconds ?? 60 * 60_000,
    retry: { ...DEFAULT_RETRY, ...options.retry },
    tell: options.onEvent ?? (() => undefined),
    wire: options.wire ?? new Wire(),
    clock: options.clock ?? Date.now,
    steadyClock: options.steadyClock ?? (() => performance.now()),
  };
}

function rootFinder(roots: ShipOptions['roots']): FindRoots {
  if (typeof roots === 'function') return roots;
  const named = roots.map((root) => (typeof root === 'string' ? { folder: root } : root));
  return () => Promise.resolve({ roots: named, remarks: [] });
}

/** @throws RangeError when a token that stands here can't be one. */
function tokenSource(token: string | TokenSource): TokenSource {
  if (typeof token !== 'string') return token;
  const trimmed = usableToken(token);
  return () => Promise.resolve(trimmed);
}

/**
 * The token without what surrounds it: one that was read from a file often ends with a line end.
 *
 * @throws RangeError when it can't be one.
 */
export function usableToken(text: string): string {
  const token = text.replace(/^\uFEFF/, '').trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw new RangeError('the token is empty or has characters that no token has');
  return token;
}
