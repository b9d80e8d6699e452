import { z } from 'zod';
import { heartbeatSchema } from '../contract/heartbeat.js';
import { STREAMS } from '../log/log-file.js';
import { logFileIdentifier, type LogFileId } from '../store/chunk.js';
import { serversWithInventory } from '../store/inventory-table.js';
import { proveLogFile } from '../store/log-file-ledger.js';
import { newestLogFiles, STREAMS_OF_A_SERVER } from '../store/newest-log-files.js';
import { listReportingServers, type ReportingServer } from '../store/server-table.js';
import type { Tables } from '../store/tables.js';
import { READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { time } from './parts-schema.js';
import { declareRoute } from './route.js';

/** Servers of one tenant whose streams are looked at. The largest organisations have some dozens. */
const MAX_SERVERS = 50;

export const serverSchema = z
  .object({
    server: z.string(),
    lastSeen: time.nullable().describe('when its shipper was heard last, by our clock; null when it has never sent a heartbeat'),
    shipper: heartbeatSchema
      .pick({
        version: true,
        host: true,
        startedAt: true,
        backlogBytes: true,
        lagSeconds: true,
        files: true,
        deletedUnread: true,
        errors: true,
      })
      .extend({ clockDifferenceSeconds: z.int().describe('how far its clock is ahead of ours; below zero it is behind') })
      .nullable()
      .describe('what it said then'),
    hasInventory: z.boolean(),
    streams: z.array(
      z.object({
        stream: z.enum(STREAMS),
        newestLog: z.object({ id: z.string(), url: z.string(), file: z.string(), date: time }),
        ingestedBytes: z.int(),
        complete: z.boolean(),
        gaps: z.int(),
      }),
    ),
  })
  .meta({ id: 'Server', description: 'an Exchange server, as far as its shipper, its logs and its exports tell' });

/** The servers of a tenant: when each was heard last, what its shipper said, and how much of the newest log of each stream is here. */
export const listServersRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/servers',
  operationId: 'listServers',
  tag: 'servers',
  summary: 'The servers of a tenant, their shippers and their newest logs',
  access: READER,
  answer: z.object({ servers: z.array(serverSchema) }).meta({ id: 'Servers' }),
  async handle({ params: { tenant } }, { tables }: Doorkeeper) {
    const [reporting, exporting, newest] = await Promise.all([
      listReportingServers(tables, tenant),
      serversWithInventory(tables, tenant),
      newestLogFiles(tables, tenant, MAX_SERVERS * STREAMS_OF_A_SERVER),
    ]);
    const names = new Set([...reporting, ...newest].map(({ server }) => server).concat(exporting));
    const servers = [...names].sort().map(async (server) => ({
      server,
      ...shipperOf(reporting.find((one) => one.server === server)),
      hasInventory: exporting.includes(server),
      streams: await Promise.all(newest.filter((file) => file.server === server).map((file) => streamResource(tables, file))),
    }));
    return { json: { servers: await Promise.all(servers) } };
  },
});

function shipperOf(reporting: ReportingServer | undefined) {
  if (reporting === undefined) return { lastSeen: null, shipper: null };
  const { heartbeat, receivedAt, clockDifferenceSeconds } = reporting;
  const { version, host, startedAt, backlogBytes, lagSeconds, files, deletedUnread, errors } = heartbeat;
  return {
    lastSeen: receivedAt.toISOString(),
    shipper: { version, host, startedAt, backlogBytes, lagSeconds, files, deletedUnread, errors, clockDifferenceSeconds },
  };
}

async function streamResource(tables: Tables, file: LogFileId) {
  const { ingestedBytes, complete, gaps } = await proveLogFile(tables, file);
  const id = logFileIdentifier(file);
  return {
    stream: file.stream,
    newestLog: {
      id,
      url: `/api/v1/tenants/${file.tenant}/log-files/${encodeURIComponent(id)}`,
      file: file.file.name,
      date: file.file.date,
    },
    ingestedBytes,
    complete,
    gaps: gaps.length,
  };
}
