import fc from 'fast-check';
import { listReportingServers, saveHeartbeat } from '../../lib/store/server-table.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { localServices } from './local-tables.js';

const services = localServices();
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute));
const EX01 = { tenant: 'contoso', server: 'EX01' };

/** A heartbeat that was sent at one minute, by a right clock, and came at another. */
const comes = (id: typeof EX01, sent: number, received = sent, files = 12) =>
  saveHeartbeat(services().tables, id, heartbeatOf({ sentAt: at(sent).toISOString(), files }), at(received));

const stored = async (tenant: string) =>
  (await listReportingServers(services().tables, tenant)).map(({ server, heartbeat, receivedAt }) => [
    server,
    heartbeat.sentAt,
    receivedAt.toISOString(),
  ]);

describe('the last heartbeat of a server', () => {
  it('is kept whole, with the time of its arrival and how wrong the clock is', async () => {
    const lost = { stream: 'hub/smtp-send', file: 'SEND2026030201-1.LOG', date: '2026-03-02T01:00:00.000Z', from: 10, bytes: 90 } as const;
    const heartbeat = heartbeatOf({ deletedUnread: [lost], errors: [{ code: 'EACCES', count: 3 }], sentAt: at(10).toISOString() });
    expect(await saveHeartbeat(services().tables, { tenant: 'whole', server: 'EX 01/ü' }, heartbeat, at(0))).toBe(true);
    expect(await listReportingServers(services().tables, 'whole')).toEqual([
      { tenant: 'whole', server: 'EX 01/ü', heartbeat, receivedAt: at(0), clockDifferenceSeconds: 600 },
    ]);
  });

  it('is not replaced by one that is late, or by its own repetition', async () => {
    expect(await comes(EX01, 2)).toBe(true);
    expect(await comes(EX01, 1, 3)).toBe(false);
    expect(await comes(EX01, 2, 4)).toBe(false);
    expect(await stored('contoso')).toEqual([['EX01', at(2).toISOString(), at(2).toISOString()]]);
  });

  it('is replaced when a clock that was ahead was set right', async () => {
    const id = { tenant: 'set-back', server: 'EX01' };
    expect(await comes(id, 600, 0)).toBe(true);
    expect(await comes(id, 15, 15)).toBe(false);
    expect(await comes(id, 16, 16)).toBe(true);
    expect(await stored('set-back')).toEqual([['EX01', at(16).toISOString(), at(16).toISOString()]]);
  });

  it('is of its own server and its own tenant', async () => {
    await comes({ tenant: 'walls', server: 'EX01' }, 1);
    await comes({ tenant: 'walls', server: 'EX02' }, 2);
    await comes({ tenant: 'wall', server: 'EX01' }, 3);
    expect((await stored('walls')).map(([server]) => server)).toEqual(['EX01', 'EX02']);
    expect(await stored('nobody')).toEqual([]);
  });

  it('is the newest of all that come at once, in whatever order and however often', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 12 }), async (minutes) => {
        const id = { tenant: `crowd-${(runs += 1)}`, server: 'EX01' };
        await Promise.all(minutes.map((minute) => comes(id, minute, 10)));
        expect(await stored(id.tenant)).toEqual([['EX01', at(Math.max(...minutes)).toISOString(), at(10).toISOString()]]);
      }),
      { numRuns: 20 },
    );
  });
});
