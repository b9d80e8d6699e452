import type { HealthySessions } from '../diagnosis/hourly-activity.js';
import { readSessions } from '../log/read-sessions.js';
import type { LogSession } from '../log/record.js';
import type { ReadChunkBlob } from '../store/chunk-blob.js';
import { blobOfChunk } from '../store/chunk-table.js';
import { chunkOfBlobName, type LogSource } from '../store/chunk.js';
import { readCrossingSessions } from '../store/fragment-table.js';
import { sessionKey } from '../store/session-table.js';
import type { Tables } from '../store/tables.js';
import { assembleSession } from './assemble-session.js';
import { chunkStart } from './chunk-start.js';
import { unpackChunk } from './unpack-chunk.js';

/**
 * The last of these healthy sessions with all its records, from the raw chunk that holds it, or from its fragments when it crosses chunks. Healthy sessions
 * are counted, not stored; this is for the one in thousands that somebody asks for. `undefined` when its chunk or its fragments are not kept any more.
 */
export async function findRawSession(
  { tables, readChunkBlob }: { readonly tables: Tables; readonly readChunkBlob: ReadChunkBlob },
  source: LogSource,
  connector: string,
  { lastSession: sessionId, lastIn }: HealthySessions,
): Promise<LogSession | undefined> {
  const key = sessionKey({ sessionId, connector });
  if (lastIn === '') {
    const [crossing] = await readCrossingSessions(tables, source, [key]);
    return crossing === undefined || crossing.fragments.length === 0 ? undefined : assembleSession(crossing.fragments);
  }
  const blobName = await blobOfChunk(tables, source, lastIn);
  const blob = blobName === undefined ? undefined : await readChunkBlob(blobName);
  if (blobName === undefined || blob === undefined) return undefined;
  const chunk = chunkOfBlobName(blobName);
  const { sessions } = readSessions(unpackChunk(blob.packed, chunk), chunkStart(chunk, blob.metadata));
  return sessions.find((session) => session.sessionId === sessionId && session.connector === connector)?.decode();
}
