import { listServersRoute, serverSchema } from '../../lib/api/servers.js';
import { z } from 'zod';
import type { ChunkId } from '../../lib/store/chunk.js';
import { noteGranted } from '../../lib/store/grants.js';
import { saveHeartbeat } from '../../lib/store/server-table.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { localServices } from '../store/local-tables.js';
import { readerOf } from '../tenants/tokens.js';
import { callRoute } from './call-route.js';

const NOW = new Date('2026-01-10T12:00:00Z');

describe('the servers of a tenant', () => {
  const services = localServices();
  const grant = (tenant: string, chunks: readonly Partial<ChunkId>[]) =>
    noteGranted(
      services().tables,
      chunks.map((chunk) => ({
        chunk: { tenant, server: 'EX01', stream: 'hub/smtp-send', file: FILES[0], from: 0, to: 100, codec: 'br', ...chunk },
        status: undefined,
        hasNeighbours: false,
      })),
      NOW,
    );
  const ask = async (tenant: string) => {
    const token = await readerOf(services().tables, tenant);
    const { status, json } = await callRoute(listServersRoute, services(), { token, params: { tenant } });
    expect(status).toBe(200);
    return z.object({ servers: z.array(serverSchema) }).parse(json).servers;
  };
  const FILES = [
    { name: 'SEND2026011010-1.LOG', date: '2026-01-10T10:00:00.000Z' },
    { name: 'SEND2026011011-1.LOG', date: '2026-01-10T11:00:00.000Z' },
  ] as const;

  it('are told apart by stream, each with its newest log, and what is missing of it', async () => {
    await grant('contoso', [
      { file: FILES[0] },
      { file: FILES[1] },
      { stream: 'frontend/smtp-receive', file: { name: 'RECV2026011010-1.LOG', date: FILES[0].date } },
      { server: 'EX02', file: FILES[0] },
    ]);
    const servers = await ask('contoso');
    expect(servers.map(({ server, streams }) => [server, streams.map(({ stream, newestLog }) => `${stream} ${newestLog.file}`)])).toEqual([
      ['EX01', ['frontend/smtp-receive RECV2026011010-1.LOG', `hub/smtp-send ${FILES[1].name}`]],
      ['EX02', [`hub/smtp-send ${FILES[0].name}`]],
    ]);
    expect(servers[0]?.streams[0]).toMatchObject({ ingestedBytes: 0, complete: false });
  });

  it('say what their shipper said last, and one that never did says nothing', async () => {
    await grant('fabrikam', [{ server: 'EX02' }]);
    const sentAt = new Date(NOW.getTime() + 90_000).toISOString();
    await saveHeartbeat(services().tables, { tenant: 'fabrikam', server: 'EX01' }, heartbeatOf({ sentAt, lagSeconds: 40 }), NOW);
    expect(await ask('fabrikam')).toMatchObject([
      { server: 'EX01', lastSeen: NOW.toISOString(), shipper: { lagSeconds: 40, clockDifferenceSeconds: 90 }, streams: [] },
      { server: 'EX02', lastSeen: null, shipper: null },
    ]);
  });

  it('are none of another tenant’s', async () => {
    await grant('tailspin', [{ server: 'MAIL01' }]);
    expect((await ask('wingtip')).length).toBe(0);
  });
});
