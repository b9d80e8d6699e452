import { createHash } from 'node:crypto';
import type { TableEntity } from '@azure/data-tables';
import type { LogSession } from '../log/record.js';
import { STREAMS, type Stream } from '../log/log-file.js';
import type { Outcome } from '../diagnosis/outcome.js';
import type { SessionOutline } from '../diagnosis/session-outline.js';
import type { Stage } from '../diagnosis/stage.js';
import type { LogSource } from './chunk.js';
import { key, keyPart } from './keys.js';
import { longProperties, readLongJson } from './long-bytes.js';
import { packSession, type PackedSession } from './session-codec.js';
import { isNotFound, type Tables } from './tables.js';
import { upsertAll } from './transactions.js';

/** A session that failed, whole, with what became of it. Healthy sessions are counted, not stored. */
export interface FailedSession {
  readonly session: LogSession;
  readonly outcome: Outcome;
  readonly stage: Stage | undefined;
  readonly findingId: string;
  /** The rule that named its failure. */
  readonly rule: string;
  readonly outline: SessionOutline;
  /** Records that were left out because a fragment of the session exceeds a row and its chunk could not be read again. */
  readonly recordsLeftOut: number;
  /** The chunks that hold it, as `chunkKey` names them. */
  readonly chunks: readonly string[];
}

/** A failed session as the tables give it back. */
export interface StoredSession extends Omit<FailedSession, 'rule' | 'outline'> {
  readonly source: LogSource;
  /** The row could not hold all of it; the raw chunks do. */
  readonly isCut: boolean;
}

/**
 * A session's key within its server and stream. Exchange's session-ids are unique within a server's service, and begin with the time of its
 * start; the connector's hash keeps masked or damaged ids of different connectors apart.
 */
export function sessionKey({ sessionId, connector }: Pick<LogSession, 'sessionId' | 'connector'>): string {
  return key(shortId(sessionId), createHash('sha256').update(connector).digest('hex').slice(0, 8));
}

/** Exchange's ids have 16 digits. What a damaged log shows instead may be as long as a line, and a key takes 1 KiB of which others need most. */
const MAX_ID_CHARACTERS = 64;

function shortId(sessionId: string): string {
  if (keyPart(sessionId).length <= MAX_ID_CHARACTERS) return sessionId;
  return `${sessionId.slice(0, 16)}…${createHash('sha256').update(sessionId).digest('hex').slice(0, 16)}`;
}

/** The id under which the API gives a session: `EX01~hub.smtp-send~08D6DB768B3F8C32~1f2e3d4c`. */
export function sessionIdentifier(
  source: Pick<LogSource, 'server' | 'stream'>,
  session: Pick<LogSession, 'sessionId' | 'connector'>,
): string {
  return [keyPart(source.server), source.stream.replaceAll('/', '.'), ...sessionKey(session).split('|')].join('~');
}

/** The stream of the session that an identifier names; `undefined` for what is no identifier. */
export function streamOfIdentifier(identifier: string): Stream | undefined {
  return streamIn(identifier.split('~')[1]);
}

function streamIn(text: string | undefined): Stream | undefined {
  return STREAMS.find((name) => name.replaceAll('/', '.') === text);
}

/** What {@link sessionIdentifier} may give. Anything else is no key, and the service would refuse the question instead of finding nothing. */
const IDENTIFIER = /^[\w.=~-]{1,512}$/;

/** Writes failed sessions of one server and stream. */
export async function saveSessions({ Sessions }: Tables, source: LogSource, sessions: readonly FailedSession[]): Promise<void> {
  const rows = new Map(sessions.map((stored) => [sessionKey(stored.session), sessionEntity(source, stored)]));
  await upsertAll(Sessions, [...rows.values()]);
}

/** Removes sessions that a later fragment, or a better rule, showed to be healthy. A missing row is no error. */
export async function deleteSessions({ Sessions }: Tables, source: LogSource, rowKeys: readonly string[]): Promise<void> {
  for (const rowKey of rowKeys) {
    try {
      await Sessions.deleteEntity(partitionOf(source), rowKey);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

/** The session with this identifier of a tenant, or `undefined`. */
export async function findSession({ Sessions }: Tables, tenant: string, identifier: string): Promise<StoredSession | undefined> {
  if (!IDENTIFIER.test(identifier)) return undefined;
  const [server, streamText, sessionId, hash, ...rest] = identifier.split('~');
  const stream = streamIn(streamText);
  if (server === undefined || stream === undefined || sessionId === undefined || hash === undefined || rest.length > 0) return undefined;
  try {
    const entity = await Sessions.getEntity<SessionColumns>([keyPart(tenant), server, keyPart(stream)].join('|'), `${sessionId}|${hash}`);
    const { session, recordsLeftOut, isCut } = readLongJson(entity, 'session') as PackedSession;
    return {
      session,
      recordsLeftOut,
      isCut,
      chunks: JSON.parse(entity.chunks) as string[],
      outcome: entity.outcome,
      stage: entity.stage,
      findingId: entity.findingId,
      source: { tenant, server: entity.server, stream: entity.stream },
    };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Chunks that a session's row names; a session that crosses more of them is nobody's to read whole. */
const MAX_CHUNKS_NAMED = 100;

type SessionColumns = {
  server: string;
  stream: Stream;
  outcome: Outcome;
  stage?: Stage;
  findingId: string;
  chunks: string;
};

function partitionOf({ tenant, server, stream }: LogSource): string {
  return key(tenant, server, stream);
}

function sessionEntity(
  source: LogSource,
  { session, outcome, stage, findingId, recordsLeftOut, chunks }: FailedSession,
): TableEntity<SessionColumns> {
  return {
    partitionKey: partitionOf(source),
    rowKey: sessionKey(session),
    server: source.server,
    stream: source.stream,
    outcome,
    ...(stage !== undefined && { stage }),
    findingId,
    chunks: JSON.stringify(chunks.length > MAX_CHUNKS_NAMED ? [] : chunks),
    ...longProperties('session', packSession(session, recordsLeftOut)),
  };
}
