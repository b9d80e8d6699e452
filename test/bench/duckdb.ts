import type { Ending } from './session-script.js';
import { countSessions, nothingCounted, type AlikeSessions, type Answer } from './truth.js';

/** What of DuckDB's package is needed here. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string, options: Readonly<Record<string, string>>): Promise<{ connect(): Promise<Connection> }>;
  };
}

interface Connection {
  runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): readonly (AlikeSessions & { readonly sessions: string })[] }>;
}

const COLUMNS = ['moment', 'connector', 'session', 'number', 'here', 'there', 'event', 'data', 'context'];

/** Failures by the rows that tell them, as a person would ask for whose they know. */
const FAILURES: Readonly<Record<Exclude<Ending, 'healthy'>, string>> = {
  'unknown-credentials': `context = 'TLS negotiation failed with error UnknownCredentials'`,
  'connect-timeout': `context LIKE 'Failed to connect. Winsock error code: 10060%'`,
  'relay-denied': `event = '>' AND data LIKE '550 5.7.1 Unable to relay%'`,
  'logon-denied': `event = '>' AND data LIKE '535 5.7.3%'`,
};

/**
 * Sessions by connector and hour, their failures, and the certificates at fault, by one lean query in one thread: it keeps three values of each session, and
 * no row. Reading takes most of its time: to leave out before the grouping what decides nothing, to take the time for a number, or the session-id, made
 * it no quicker. It has neither evidence nor places, knows four failures, and a line that can't be read ends it.
 */
export async function countWithDuckDb(path: string): Promise<Answer> {
  const { DuckDBInstance } = require('@duckdb/node-api') as DuckDb;
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const columns = COLUMNS.map((column) => `'${column}': 'VARCHAR'`).join(', ');
  const failures = Object.entries(FAILURES).map(([ending, condition]) => `WHEN ${condition} THEN '${ending}'`);
  const result = await connection.runAndReadAll(`
    WITH sessions AS (
      SELECT session, connector, min(moment)[:13] AS hour,
        max(CASE WHEN context LIKE 'Sending certificate%' THEN data END) AS certificate,
        max(CASE ${failures.join(' ')} END) AS failure
      FROM read_csv('${path}', header=false, delim=',', quote='"', escape='"', auto_detect=false, strict_mode=false, null_padding=true,
        parallel=false, columns={${columns}})
      WHERE moment NOT LIKE '#%' GROUP BY session, connector)
    SELECT connector, hour, coalesce(failure, 'healthy') AS ending,
      CASE WHEN failure = 'unknown-credentials' THEN regexp_extract(certificate, '[0-9A-F]{40}') END AS thumbprint,
      count(*) AS sessions
    FROM sessions GROUP BY ALL`);
  const counts = nothingCounted();
  for (const row of result.getRowObjectsJson()) countSessions(counts, row, Number(row.sessions));
  const { sessions, endings, connectors, certificates } = counts;
  return { sessions, endings, connectors, certificates };
}
