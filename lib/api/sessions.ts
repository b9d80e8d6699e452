import type { HttpRequest } from '@azure/functions';
import { findSession } from '../store/session-table.js';
import type { Tables } from '../store/tables.js';
import { authenticateReader } from './authenticate.js';
import { Problem } from './problem.js';
import type { Answer } from './route.js';

/** `GET /api/v1/tenants/{tenant}/sessions/{session}`: a failed session with all its records. */
export async function getSession(request: HttpRequest, services: { readonly tables: Tables; readonly now: () => Date }): Promise<Answer> {
  const { tenant = '', session: id = '' } = request.params;
  await authenticateReader(request, tenant, services);
  const stored = await findSession(services.tables, tenant, id);
  if (stored === undefined) {
    throw new Problem(
      'not-found',
      `Tenant “${tenant}” has no session “${id}”. Failed sessions are kept whole, healthy ones are only counted.`,
    );
  }
  const { session, source, outcome, stage, findingId, recordsLeftOut } = stored;
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
