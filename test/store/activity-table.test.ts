import { activityOf, type CountedSession, type HourOfActivity } from '../../lib/diagnosis/hourly-activity.js';
import type { Stream } from '../../lib/log/log-file.js';
import { readActivity, readHealthyFrom, readTenantActivity, saveActivity, type ActivityOwner } from '../../lib/store/activity-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { disturbedTables } from './disturbed-tables.js';
import { localServices } from './local-tables.js';

const services = localServices();
const source = (tenant: string) => ({ tenant, server: 'EX01', stream: 'hub/smtp-send' as Stream });

function delivered(sessionId: string, at: string): HourOfActivity {
  const session: CountedSession = {
    connector: 'Internet',
    direction: 'send',
    sessionId,
    startedAt: Date.parse(at),
    duration: 500,
    outcome: 'delivered',
    tlsVersion: 'TLS 1.3',
    rule: undefined,
    mail: { messages: 1, recipients: 1, bytes: 1000 },
    host: '198.51.100.7',
  };
  return activityOf(session, 'chunk');
}

const put = (tenant: string, owner: ActivityOwner, hour: string, activity: HourOfActivity | undefined) =>
  saveActivity(services().tables, source(tenant), [{ hour, owner, activity }]);

async function sessionsByHour(tenant: string, from = '2024-05-14T00', before = '2024-05-15T00'): Promise<Record<string, number>> {
  const hours: Record<string, number> = {};
  for await (const { hour, connectors } of readActivity(services().tables, source(tenant), from, before)) {
    hours[hour] = connectors['send Internet']?.['outcome:delivered'] ?? 0;
  }
  return hours;
}

/** The tables for reading, and how many answers of the activity's queries were asked for. */
function countingQueries(tables: Tables): { readonly tables: Tables; readonly queries: () => number } {
  const { Activity } = tables;
  let queries = 0;
  const listEntities = (...args: Parameters<typeof Activity.listEntities>) => {
    async function* byPage(settings?: { readonly maxPageSize?: number }) {
      for await (const page of Activity.listEntities(...args).byPage(settings)) {
        queries += 1;
        yield page;
      }
    }
    async function* rows() {
      for await (const page of byPage()) yield* page;
    }
    return { byPage, [Symbol.asyncIterator]: rows };
  };
  const counted = Object.create(Activity, { listEntities: { value: listEntities } }) as typeof Activity;
  return { tables: { ...tables, Activity: counted }, queries: () => queries };
}

describe('activity in the tables', () => {
  it('counts each owner once, however often it comes and however many come at once', async () => {
    const chunks = Array.from({ length: 10 }, (_, index) => `chunk-${index}`);
    await Promise.all(
      [...chunks, ...chunks].map((chunk) => put('racing', { chunk }, '2024-05-14T09', delivered(chunk, '2024-05-14T09:30:00Z'))),
    );
    expect(await sessionsByHour('racing')).toEqual({ '2024-05-14T09': 10 });
  });

  it('follows a session whose late fragment shows that it began in the hour before', async () => {
    const owner = { session: 'S' };
    await put('moved', owner, '2024-05-14T10', delivered('S', '2024-05-14T10:00:01Z'));
    await put('moved', owner, '2024-05-14T10', undefined);
    await put('moved', owner, '2024-05-14T09', delivered('S', '2024-05-14T09:59:59Z'));
    expect(await sessionsByHour('moved')).toEqual({ '2024-05-14T09': 1 });
  });

  it('gives the hours that were asked for, in their order', async () => {
    for (const hour of ['11', '09', '10'])
      await put('ranged', { chunk: 'c' }, `2024-05-14T${hour}`, delivered('S', `2024-05-14T${hour}:00:00Z`));
    expect(Object.keys(await sessionsByHour('ranged', '2024-05-14T09', '2024-05-14T11'))).toEqual(['2024-05-14T09', '2024-05-14T10']);
  });

  it('of ninety days are two thousand hours of each stream, and are summed by three queries', async () => {
    // In memory, where an answer holds a thousand rows as the service's does: two thousand hours take the emulator a minute when others need the processor.
    const written = memoryTables();
    const hours = Array.from({ length: 90 * 24 }, (_, hour) => new Date(Date.UTC(2024, 1, 14, hour)).toISOString());
    for (let first = 0; first < hours.length; first += 240) {
      const parts = hours
        .slice(first, first + 240)
        .map((at) => ({ hour: at.slice(0, 13), owner: { chunk: 'c' }, activity: delivered('S', at) }));
      await saveActivity(written, source('quarter'), parts, true);
    }
    const { tables, queries } = countingQueries(written);
    let ofStream = 0;
    for await (const { connectors } of readActivity(tables, source('quarter'), '2024-02-14T00', '2024-05-14T00'))
      ofStream += connectors['send Internet']?.['outcome:delivered'] ?? 0;
    expect([ofStream, queries()]).toEqual([hours.length, 3]);
    let ofTenant = 0;
    for await (const { connectors } of readTenantActivity(tables, 'quarter', { from: '2024-02-14', before: '2024-05-14' }))
      ofTenant += connectors['send Internet']?.['outcome:delivered'] ?? 0;
    expect([ofTenant, queries()]).toEqual([hours.length, 6]);
  }, 60_000);

  it('keeps the last healthy session of a host, whoever brought it, and finds the one before when it is taken back', async () => {
    const lastOf = async () => {
      for await (const { healthy } of readHealthyFrom(services().tables, source('health'), '2024-05-14T09')) {
        const [host] = Object.values(healthy ?? {});
        return [host?.sessions, host?.lastSession];
      }
      return [];
    };
    await put('health', { chunk: 'b' }, '2024-05-14T09', delivered('LATE', '2024-05-14T09:50:00Z'));
    await put('health', { chunk: 'a' }, '2024-05-14T09', delivered('EARLY', '2024-05-14T09:10:00Z'));
    expect(await lastOf()).toEqual([2, 'LATE']);
    await put('health', { chunk: 'b' }, '2024-05-14T09', undefined);
    expect(await lastOf()).toEqual([1, 'EARLY']);
  });

  it('counts what another worker says of a part meanwhile, also where this one has nothing new to say of it', async () => {
    const hour = '2024-05-14T09';
    const [early, late] = [delivered('A', '2024-05-14T09:10:00Z'), delivered('A', '2024-05-14T09:20:00Z')];
    await put('beside', { session: 'A' }, hour, early);
    await put('beside', { session: 'B' }, hour, delivered('B', '2024-05-14T09:50:00Z'));
    const another = () => put('beside', { session: 'A' }, hour, late);
    const tables = disturbedTables(services().tables, { table: 'Activity', operation: 'getEntity', before: another });
    await saveActivity(tables, source('beside'), [
      { hour, owner: { session: 'A' }, activity: early },
      { hour, owner: { session: 'B' }, activity: undefined },
    ]);
    // The other one looks again, as whoever writes a conclusion does: the hour must be what its part says.
    await another();
    for await (const { healthy } of readHealthyFrom(services().tables, source('beside'), hour)) {
      expect(Object.values(healthy ?? {}).map(({ sessions, first }) => [sessions, first])).toEqual([
        [1, Date.parse('2024-05-14T09:20:00Z')],
      ]);
    }
  });
});
