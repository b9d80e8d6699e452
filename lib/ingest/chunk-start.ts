import { CHUNK_METADATA } from '../contract/uploads.js';
import { parseFields, type LogHeader } from '../log/header.js';
import type { ReadOptions } from '../log/read-sessions.js';
import type { ChunkId } from '../store/chunk.js';

/** Longer values are not what a header line of Exchange holds. */
const MAX_METADATA_CHARACTERS = 2000;

/**
 * Where in its log file a chunk begins, and what the file's header says, from the blob's metadata. The shipper wrote it, so it is parsed like
 * any foreign input: what cannot be used is left out, and the reader goes by Exchange's defaults.
 */
export function chunkStart({ file, from }: ChunkId, metadata: Readonly<Record<string, string>>): ReadOptions {
  const value = (name: string) => decoded(metadata[name]);
  const logType = value(CHUNK_METADATA.logType);
  const fields = parseFields(value(CHUNK_METADATA.fields) ?? '');
  const firstLine = Number(value(CHUNK_METADATA.firstLine));
  const header: Partial<LogHeader> = {
    date: file.date,
    ...(logType !== undefined && { logType }),
    ...(fields !== undefined && { fields }),
  };
  return { file: file.name, offset: from, header, ...(Number.isSafeInteger(firstLine) && firstLine > 0 && { firstLine }) };
}

function decoded(value: string | undefined): string | undefined {
  if (value === undefined || value.length > MAX_METADATA_CHARACTERS) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined; // not percent-encoded as the contract asks
  }
}
