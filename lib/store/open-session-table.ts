import { createHash } from 'node:crypto';
import { odata, type TableEntity } from '@azure/data-tables';
import { STREAMS, type Stream } from '../log/log-file.js';
import type { LogSource } from './chunk.js';
import { key, keyPart } from './keys.js';
import type { Tables } from './tables.js';
import { deleteAll, upsertAll } from './transactions.js';

/**
 * Sessions that wait for their other fragments, sorted by when they have waited long enough. Spread over a few partitions, so that no single one
 * takes the writes of all tenants, and few enough to be asked one by one.
 */
export const OPEN_SESSION_PARTITIONS = 16;

/** A session that is still incomplete, and by when it should not be any more. */
export interface OpenSession {
  readonly source: LogSource;
  /** Its key within the source. */
  readonly session: string;
  /** The index's row, to be removed when the session is dealt with. */
  readonly row: { readonly partitionKey: string; readonly rowKey: string };
}

type OpenColumns = { tenant: string; server: string; stream: Stream; session: string };

/** Notes that these sessions are incomplete; at `due` somebody has to look at them. */
export async function noteOpen(
  { OpenSessions }: Tables,
  { tenant, server, stream }: LogSource,
  sessions: readonly string[],
  due: Date,
): Promise<void> {
  const partitionKey = partitionOf({ tenant, server, stream });
  const rows = sessions.map((session): TableEntity<OpenColumns> => ({
    partitionKey,
    rowKey: `${key(due.toISOString(), tenant, server, stream)}|${session}`,
    tenant,
    server,
    stream,
    session,
  }));
  await upsertAll(OpenSessions, rows);
}

/** The sessions that have waited long enough by now. */
export async function* dueSessions({ OpenSessions }: Tables, now: Date): AsyncGenerator<OpenSession> {
  for (let partition = 0; partition < OPEN_SESSION_PARTITIONS; partition += 1) {
    const filter = odata`PartitionKey eq ${String(partition)} and RowKey le ${keyPart(now.toISOString())}`;
    for await (const row of OpenSessions.listEntities<OpenColumns>({ queryOptions: { filter } })) {
      const { partitionKey, rowKey, tenant, server, stream, session } = row;
      if (partitionKey === undefined || rowKey === undefined || !STREAMS.includes(stream)) continue;
      yield { source: { tenant, server, stream }, session, row: { partitionKey, rowKey } };
    }
  }
}

/**
 * How many sessions wait. Of each partition one answer is counted, so it takes as many reads as there are partitions, however many wait: from 16,000 on it is a
 * lower bound.
 */
export async function countOpenSessions({ OpenSessions }: Tables): Promise<number> {
  let count = 0;
  for (let partition = 0; partition < OPEN_SESSION_PARTITIONS; partition += 1) {
    const queryOptions = { filter: odata`PartitionKey eq ${String(partition)}`, select: ['RowKey'] };
    for await (const answer of OpenSessions.listEntities({ queryOptions }).byPage({ maxPageSize: 1_000 })) {
      count += answer.length;
      break;
    }
  }
  return count;
}

/** Takes sessions off the list. Somebody else may have done so already. */
export async function forgetOpen({ OpenSessions }: Tables, sessions: readonly OpenSession[]): Promise<void> {
  await deleteAll(
    OpenSessions,
    sessions.map(({ row }) => row),
  );
}

function partitionOf({ tenant, server, stream }: LogSource): string {
  const [byte = 0] = createHash('sha256')
    .update(key(tenant, server, stream))
    .digest();
  return String(byte % OPEN_SESSION_PARTITIONS);
}
