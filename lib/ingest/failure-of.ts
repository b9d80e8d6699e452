import type { ChunkFailure } from '../store/quarantine-table.js';
import { TableLimitExceeded } from '../store/table-limits.js';
import { UnreadableChunk } from './unpack-chunk.js';

/** An error's message may quote what it was about. No more of a log than this gets into the ledger by that way. */
const MAX_EXCERPT_CHARACTERS = 200;

/** What an error tells whoever looks into the quarantine. */
export function failureOf(error: unknown): ChunkFailure {
  const isError = error instanceof Error;
  return {
    name: isError ? error.name : typeof error,
    message: (isError ? error.message : String(error)).slice(0, MAX_EXCERPT_CHARACTERS),
    place: (isError && ownPlace(error.stack)) || '',
    isFinal: error instanceof UnreadableChunk || error instanceof TableLimitExceeded,
  };
}

/** The first frame of a stack that is no library's: `lib/ingest/unpack-chunk.ts:25`. */
function ownPlace(stack: string | undefined): string | undefined {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line) && !/node_modules/.test(line));
  for (const frame of frames) {
    const place = /[\\/]((?:lib|functions)[\\/][\w\\/.-]+:\d+):\d+\)?$/.exec(frame)?.[1];
    if (place !== undefined) return place.replaceAll('\\', '/');
  }
  return undefined;
}
