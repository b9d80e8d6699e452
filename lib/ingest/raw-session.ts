import type { HealthySessions } from '../diagnosis/hourly-activity.js';
import type { RawSession } from '../log/raw-session.js';
import { readSessions } from '../log/read-sessions.js';
import type { LogSession } from '../log/record.js';
import type { ReadChunkBlob } from '../store/chunk-blobs.js';
import { fileKey, type LogSource } from '../store/chunk.js';
import { chunkOfKey, readCrossingSessions, type Fragment } from '../store/fragment-table.js';
import { sessionKey } from '../store/session-table.js';
import type { Tables } from '../store/tables.js';
import { assembleSession } from './assemble-session.js';
import { chunkStart } from './chunk-start.js';
import { unpackChunk } from './unpack-chunk.js';

/** What reading raw chunks takes. */
export interface RawServices {
  readonly tables: Tables;
  readonly readChunkBlob: ReadChunkBlob;
}

type SessionName = Pick<LogSession, 'sessionId' | 'connector'>;

/** Chunks that are read again for the sake of one session: one that crosses more of them is too long to be looked at whole. */
const MAX_CHUNKS = 16;

/**
 * The last of these healthy sessions with all its records, from the raw chunk that holds it, or from its fragments when it crosses chunks. Healthy sessions
 * are counted, not stored; this is for the one in thousands that somebody asks for. `undefined` when its chunk or its fragments are not kept any more.
 */
export async function lastHealthySession(
  services: RawServices,
  source: LogSource,
  connector: string,
  { lastSession: sessionId, lastIn }: HealthySessions,
): Promise<LogSession | undefined> {
  const name = { sessionId, connector };
  if (lastIn !== '') return (await fragmentIn(services, source, lastIn, name))?.session;
  const [crossing] = await readCrossingSessions(services.tables, source, [sessionKey(name)]);
  return crossing === undefined || crossing.fragments.length === 0
    ? undefined
    : assembleSession(await wholeFragments(services, source, crossing.fragments));
}

/** A session with all its records, from the raw chunks that hold it; `undefined` when one of them is not kept any more, or when there are too many. */
export async function rawSession(
  services: RawServices,
  source: LogSource,
  chunks: readonly string[],
  name: SessionName,
): Promise<LogSession | undefined> {
  if (chunks.length === 0 || chunks.length > MAX_CHUNKS) return undefined;
  const fragments: Fragment[] = [];
  for (const chunk of chunks) {
    const fragment = await fragmentIn(services, source, chunk, name);
    if (fragment === undefined) return undefined;
    fragments.push(fragment);
  }
  return assembleSession(fragments);
}

/**
 * These fragments of a session, with the records that their rows could not hold. A fragment whose chunk is not kept any more stays as it is; so do all when
 * there are more than a look should take.
 */
export async function wholeFragments(
  services: RawServices,
  source: LogSource,
  fragments: readonly Fragment[],
): Promise<readonly Fragment[]> {
  const cut = fragments.filter(({ isCut }) => isCut);
  if (cut.length === 0 || cut.length > MAX_CHUNKS) return fragments;
  const whole: Fragment[] = [];
  for (const fragment of fragments) {
    whole.push((fragment.isCut ? await fragmentIn(services, source, fragment.chunk, fragment.session) : undefined) ?? fragment);
  }
  return whole;
}

/** What a raw chunk holds of a session. */
async function fragmentIn(
  { readChunkBlob }: RawServices,
  source: LogSource,
  chunkKey: string,
  { sessionId, connector }: SessionName,
): Promise<Fragment | undefined> {
  const chunk = chunkOfKey(source, chunkKey);
  const blob = await readChunkBlob(chunk);
  if (blob === undefined) return undefined;
  const { sessions } = readSessions(unpackChunk(blob.packed, chunk, blob.metadata), chunkStart(chunk, blob.metadata));
  const isIt = (session: RawSession) => session.sessionId === sessionId && session.connector === connector;
  const session = sessions.find(isIt)?.decode();
  return session && { session, recordsLeftOut: 0, isCut: false, file: fileKey(chunk.file), chunk: chunkKey };
}
