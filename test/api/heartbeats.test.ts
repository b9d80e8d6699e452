import { sendHeartbeatRoute } from '../../lib/api/heartbeats.js';
import { heartbeatAnswerSchema, MAX_DELETED_UNREAD, MAX_HEARTBEAT_ERRORS, type Heartbeat } from '../../lib/contract/heartbeat.js';
import { listReportingServers } from '../../lib/store/server-table.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { localServices } from '../store/local-tables.js';
import { operatorOf, shipperOf } from '../tenants/tokens.js';
import { callRoute } from './call-route.js';

const services = localServices();
const NOW = new Date('2026-03-02T08:00:01.000Z');

function send(token: string, body: unknown) {
  return callRoute(sendHeartbeatRoute, { tables: services().tables, now: () => NOW }, { token, body });
}

const LOST: Heartbeat['deletedUnread'][number] = {
  stream: 'hub/smtp-send',
  file: 'SEND2026030201-1.LOG',
  date: '2026-03-02T01:00:00.000Z',
  from: 0,
  bytes: 1,
};

describe('POST /api/v1/heartbeats', () => {
  it('keeps how the shipper of the token’s server fares, and tells the time', async () => {
    const { json } = await send(await shipperOf(services().tables, 'contoso'), heartbeatOf());
    expect(heartbeatAnswerSchema.parse(json)).toEqual({ serverTime: NOW.toISOString(), probes: [], pseudonyms: false });
    expect(await listReportingServers(services().tables, 'contoso')).toMatchObject([{ server: 'EX01', clockDifferenceSeconds: -1 }]);
  });

  it('speaks for no other server, whatever it says, and keeps nothing that is not in the contract', async () => {
    await send(await shipperOf(services().tables, 'tailspin', 'EX07'), {
      ...heartbeatOf(),
      tenant: 'fabrikam',
      server: 'EX01',
      password: 'secret',
    });
    expect(await listReportingServers(services().tables, 'fabrikam')).toEqual([]);
    expect(await listReportingServers(services().tables, 'tailspin')).toMatchObject([{ server: 'EX07', heartbeat: heartbeatOf() }]);
    expect(JSON.stringify(await listReportingServers(services().tables, 'tailspin'))).not.toContain('secret');
  });

  it('takes as much as the contract allows', async () => {
    const deletedUnread = Array.from({ length: MAX_DELETED_UNREAD }, () => LOST);
    const errors = Array.from({ length: MAX_HEARTBEAT_ERRORS }, () => ({ code: 'x'.repeat(64), count: Number.MAX_SAFE_INTEGER }));
    expect(await send(await shipperOf(services().tables, 'much'), heartbeatOf({ deletedUnread, errors }))).toMatchObject({
      status: 200,
      json: { probes: [] },
    });
  });

  it.each<{ told: string; body: unknown; place: string }>([
    { told: 'more lost files than allowed', body: { deletedUnread: Array(MAX_DELETED_UNREAD + 1).fill(LOST) }, place: 'deletedUnread' },
    { told: 'more errors than allowed', body: { errors: Array(MAX_HEARTBEAT_ERRORS + 1).fill({ code: 'x', count: 1 }) }, place: 'errors' },
    { told: 'a version as long as a book', body: { version: 'x'.repeat(65) }, place: 'version' },
    { told: 'a time that is none', body: { sentAt: 'yesterday' }, place: 'sentAt' },
    { told: 'a backlog below nothing', body: { backlogBytes: -1 }, place: 'backlogBytes' },
    { told: 'a path for a file name', body: { deletedUnread: [{ ...LOST, file: '../x' }] }, place: 'deletedUnread.0.file' },
  ])('refuses $told, and names the place', async ({ body, place }) => {
    const sent = await send(await shipperOf(services().tables, 'refused'), { ...heartbeatOf(), ...(body as object) });
    expect(sent).toMatchObject({ status: 400, json: { detail: expect.stringContaining(`“${place}”`) as string } });
    expect(await listReportingServers(services().tables, 'refused')).toEqual([]);
  });

  it('refuses who may only ask, and who is unknown', async () => {
    const query = await operatorOf(services().tables, 'contoso');
    expect((await send(query, heartbeatOf())).status).toBe(403);
    expect((await send('mfs_unknown', heartbeatOf())).status).toBe(401);
  });
});
