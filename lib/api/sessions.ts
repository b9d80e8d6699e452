import { z } from 'zod';
import { OUTCOMES } from '../diagnosis/outcome.js';
import { STAGES } from '../diagnosis/stage.js';
import { rawSession, type RawServices } from '../ingest/raw-session.js';
import { findSession, type StoredSession } from '../store/session-table.js';
import { STREAMS } from '../log/log-file.js';
import { READER } from './access.js';
import { directionSchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

export const recordSchema = z
  .object({
    time,
    sequence: z.int(),
    localEndpoint: z.string(),
    remoteEndpoint: z.string(),
    event: z.enum(['+', '-', '>', '<', '*']),
    data: z.string(),
    context: z.string(),
    file: z.string(),
    line: z.int(),
    text: z.string().describe('the line as Exchange wrote it'),
  })
  .meta({ id: 'Record', description: 'one line of a protocol log' });

export const sessionSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    server: z.string(),
    stream: z.enum(STREAMS),
    connector: z.string(),
    sessionId: z.string(),
    direction: directionSchema,
    outcome: z.enum(OUTCOMES),
    stage: z.enum(STAGES).nullable(),
    finding: z.string().nullable(),
    recordsLeftOut: z.int(),
    records: z.array(recordSchema),
  })
  .meta({ id: 'Session' });

/** A failed session with all its records. */
export const readSessionRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/sessions/{session}',
  operationId: 'readSession',
  tag: 'sessions',
  summary: 'A failed session with all its log lines',
  access: READER,
  params: { session: z.string() },
  answer: sessionSchema,
  async handle({ params: { tenant, session: id } }, services: RawServices) {
    const { source, outcome, stage, findingId, session, recordsLeftOut } = await wholeSession(services, tenant, id);
    return {
      json: {
        id,
        tenant,
        server: source.server,
        stream: source.stream,
        connector: session.connector,
        sessionId: session.sessionId,
        direction: session.direction,
        outcome,
        stage: stage ?? null,
        finding: findingId,
        recordsLeftOut,
        records: session.records.map(
          ({ time, sequence, localEndpoint, remoteEndpoint, event, data, context, text, source: { file, line } }) => ({
            time: new Date(time).toISOString(),
            sequence,
            localEndpoint,
            remoteEndpoint,
            event,
            data,
            context,
            file,
            line,
            text,
          }),
        ),
      },
    };
  },
});

/** The log lines of a failed session as Exchange wrote them. */
export const readTranscriptRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/sessions/{session}/transcript',
  operationId: 'readTranscript',
  tag: 'sessions',
  summary: 'The log lines of a failed session as text',
  access: READER,
  params: { session: z.string() },
  produces: 'text/plain',
  answer: z.string(),
  async handle({ params: { tenant, session: id } }, services: RawServices) {
    const { session } = await wholeSession(services, tenant, id);
    return { json: session.records.map(({ text }) => `${text}\r\n`).join('') };
  },
});

/** A failed session with all its records, as far as they are kept. @throws {Problem} not-found */
async function wholeSession(services: RawServices, tenant: string, id: string): Promise<StoredSession> {
  const stored = await findSession(services.tables, tenant, id);
  if (stored === undefined)
    throw new Problem(
      'not-found',
      `Tenant “${tenant}” has no session “${id}”. Failed sessions are kept whole, healthy ones are only counted.`,
    );
  // What is longer than a table's row is read from where it lies whole.
  const whole = stored.isCut ? await rawSession(services, stored.source, stored.chunks, stored.session) : undefined;
  return whole === undefined ? stored : { ...stored, session: whole, recordsLeftOut: 0 };
}
