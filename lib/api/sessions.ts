import type { HttpRequest } from '@azure/functions';
import { rawSession, type RawServices } from '../ingest/raw-session.js';
import { findSession } from '../store/session-table.js';
import { authenticateReader } from './authenticate.js';
import { Problem } from './problem.js';
import type { Answer } from './route.js';

/** `GET /api/v1/tenants/{tenant}/sessions/{session}`: a failed session with all its records. */
export async function getSession(request: HttpRequest, services: RawServices & { readonly now: () => Date }): Promise<Answer> {
  const { tenant = '', session: id = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const stored = await findSession(services.tables, tenant, id);
  if (stored === undefined) {
    throw new Problem(
      'not-found',
      `Tenant “${tenant}” has no session “${id}”. Failed sessions are kept whole, healthy ones are only counted.`,
    );
  }
  const { source, outcome, stage, findingId } = stored;
  // What is longer than a table's row is read from where it lies whole.
  const whole = stored.isCut ? await rawSession(services, source, stored.chunks, stored.session) : undefined;
  const session = whole ?? stored.session;
  const recordsLeftOut = whole === undefined ? stored.recordsLeftOut : 0;
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
}
