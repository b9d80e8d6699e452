import fc from 'fast-check';
import { readActivityRoute } from '../../lib/api/activity.js';
import { ACTIVITY_GROUPS, type ActivityGroup, type ActivityPoint } from '../../lib/diagnosis/activity-series.js';
import { activityOf, hourOf, type CountedSession } from '../../lib/diagnosis/hourly-activity.js';
import { OUTCOMES } from '../../lib/diagnosis/outcome.js';
import { saveActivity } from '../../lib/store/activity-table.js';
import { MAX_ROWS_FOR_A_PAGE } from '../../lib/store/page.js';
import type { Tables } from '../../lib/store/tables.js';
import { readerOf } from '../tenants/tokens.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { allPages } from './all-pages.js';
import { callRoute } from './call-route.js';

/** What is proved here: the activity that the API tells is what somebody would count who has all sessions at hand, under each grouping. */

const NOW = new Date('2026-01-10T12:30:00Z');

interface Happened extends CountedSession {
  readonly server: string;
  readonly stream: 'hub/smtp-send' | 'frontend/smtp-receive';
}

const happenings: fc.Arbitrary<Happened> = fc
  .record({
    server: fc.constantFrom('EX01', 'EX02'),
    connector: fc.constantFrom('Outbound to Office 365', 'Default Frontend EX01'),
    stream: fc.constantFrom('hub/smtp-send' as const, 'frontend/smtp-receive' as const),
    startedAt: fc.integer({ min: 0, max: 60 }).map((hours) => Date.UTC(2026, 0, 8, hours, 7)),
    duration: fc.constantFrom(100, 1_000),
    outcome: fc.constantFrom(...OUTCOMES),
    tlsVersion: fc.option(fc.constantFrom('1.2', '1.3'), { nil: undefined }),
    rule: fc.option(fc.constantFrom('tls-own-cert', 'connect-timeout'), { nil: undefined }),
    messages: fc.nat(2),
  })
  .map(({ messages, ...drawn }) => ({
    ...drawn,
    direction: drawn.stream === 'hub/smtp-send' ? ('send' as const) : ('receive' as const),
    sessionId: 'S',
    mail: { messages, recipients: messages, bytes: messages * 100 },
    host: '198.51.100.7',
  }));

async function store(tables: Tables, happened: readonly Happened[]): Promise<void> {
  for (const [index, session] of happened.entries()) {
    const source = { tenant: 'contoso', server: session.server, stream: session.stream };
    const part = { hour: hourOf(session.startedAt), owner: { session: `s${index}` }, activity: activityOf(session, '') };
    await saveActivity(tables, source, [part]);
  }
}

const GROUP_OF: Readonly<Record<ActivityGroup, (session: Happened) => string | null | undefined>> = {
  none: () => null,
  server: ({ server }) => server,
  connector: ({ connector }) => connector,
  outcome: ({ outcome }) => outcome,
  rule: ({ rule }) => rule,
  tls: ({ tlsVersion }) => tlsVersion,
};

describe('the activity of a tenant', () => {
  it('is what somebody counts who has all sessions at hand', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happenings, { maxLength: 15 }),
        fc.constantFrom(...ACTIVITY_GROUPS),
        fc.constantFrom('hour', 'day'),
        fc.record({ server: fc.constant('ex01'), connector: fc.constant('Outbound to Office 365') }, { requiredKeys: [] }),
        async (happened, group, by, filter) => {
          const services = { tables: memoryTables(), now: () => NOW };
          await store(services.tables, happened);
          const token = await readerOf(services.tables, 'contoso');
          const query = { ...filter, group, by, from: '2026-01-09', until: '2026-01-10T06:00:00Z' };
          const pages = await allPages(readActivityRoute, services, { token, params: { tenant: 'contoso' }, query });
          const points = pages.flatMap((page) => page.points as ActivityPoint[]);

          const counted = new Map<string, Happened[]>();
          for (const session of happened) {
            const named = GROUP_OF[group](session);
            const time = new Date(session.startedAt).toISOString();
            const isShown =
              time >= '2026-01-09' &&
              time < '2026-01-10T06' &&
              (filter.server === undefined || session.server === 'EX01') &&
              (filter.connector === undefined || session.connector === filter.connector);
            if (!isShown || named === undefined) continue;
            const start = time.slice(0, by === 'hour' ? 13 : 10);
            counted.set(`${start} ${named ?? ''}`, [...(counted.get(`${start} ${named ?? ''}`) ?? []), session]);
          }
          const expected = [...counted].sort(([a], [b]) => (a < b ? -1 : 1));
          const placed = points.map((point) => `${point.start.slice(0, by === 'hour' ? 13 : 10)} ${point.group ?? ''}`);
          expect(placed).toEqual(expected.map(([place]) => place));
          expect(points.map(({ sessions }) => sessions)).toEqual(expected.map(([, sessions]) => sessions.length));
          if (['none', 'server', 'connector'].includes(group)) {
            const sum = (sessions: readonly Happened[], of: (session: Happened) => number) =>
              sessions.reduce((all, one) => all + of(one), 0);
            expect(points.map(({ failed, bytes, messages }) => ({ failed, bytes, messages }))).toEqual(
              expected.map(([, sessions]) => ({
                failed: sessions.filter(({ rule }) => rule !== undefined).length,
                bytes: sum(sessions, ({ mail }) => mail.bytes),
                messages: sum(sessions, ({ mail }) => mail.messages),
              })),
            );
            for (const [index, [, sessions]] of expected.entries()) {
              const slowest = Math.max(...sessions.map(({ duration }) => duration));
              expect(Math.abs((points[index]?.p95Milliseconds ?? 0) / slowest - 1)).toBeLessThan(0.1);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shows the last day hour by hour when nobody says from when on, the present hour included', async () => {
    const services = { tables: memoryTables(), now: () => NOW };
    const [drawn] = fc.sample(happenings, { numRuns: 1, seed: 3 });
    if (drawn === undefined) throw new Error('Something is drawn.');
    const at = (time: string) => ({ ...drawn, startedAt: Date.parse(time) });
    await store(services.tables, [at('2026-01-09T11:59:00Z'), at('2026-01-09T12:01:00Z'), at('2026-01-10T12:10:00Z')]);
    const token = await readerOf(services.tables, 'contoso');
    const { json } = await callRoute(readActivityRoute, services, { token, params: { tenant: 'contoso' } });
    expect((json as { readonly points: ActivityPoint[] }).points.map(({ start }) => start)).toEqual([
      '2026-01-09T12:00:00.000Z',
      '2026-01-10T12:00:00.000Z',
    ]);
  });

  it('comes in pages that end with a whole span', async () => {
    const services = { tables: memoryTables(), now: () => NOW };
    const [drawn] = fc.sample(happenings, { numRuns: 1, seed: 3 });
    if (drawn === undefined) throw new Error('Something is drawn.');
    const servers = Array.from({ length: 50 }, (_, index) => `EX${index}`);
    const hours = Math.ceil(MAX_ROWS_FOR_A_PAGE / servers.length) + 3;
    for (const server of servers) {
      const parts = Array.from({ length: hours }, (_, index) => {
        const startedAt = Date.UTC(2026, 0, 1, index);
        return { hour: hourOf(startedAt), owner: { session: 's' }, activity: activityOf({ ...drawn, startedAt }, '') };
      });
      await saveActivity(services.tables, { tenant: 'contoso', server, stream: 'hub/smtp-send' }, parts);
    }
    const token = await readerOf(services.tables, 'contoso');
    const query = { from: '2026-01-01', until: '2026-01-10' };
    const pages = await allPages(readActivityRoute, services, { token, params: { tenant: 'contoso' }, query });
    expect(pages).toHaveLength(2);
    const points = pages.flatMap((page) => page.points as ActivityPoint[]);
    expect(points.map(({ sessions }) => sessions)).toEqual(Array<number>(hours).fill(50));
  });
});
