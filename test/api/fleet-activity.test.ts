import fc from 'fast-check';
import { readActivityRoute } from '../../lib/api/activity.js';
import { readFleetActivityRoute } from '../../lib/api/fleet-activity.js';
import { listFleetCertificatesRoute } from '../../lib/api/fleet-certificates.js';
import { activityOf, hourOf, type CountedSession } from '../../lib/diagnosis/hourly-activity.js';
import { OUTCOMES } from '../../lib/diagnosis/outcome.js';
import { findingIdOf, tallyOf } from '../../lib/diagnosis/finding.js';
import { readExport } from '../../lib/inventory/read-export.js';
import { saveActivity } from '../../lib/store/activity-table.js';
import { saveFindingParts } from '../../lib/store/finding-table.js';
import { readFleetOf } from '../../lib/store/fleet-table.js';
import { saveExport } from '../../lib/store/inventory-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import { issueToken } from '../../lib/tenants/token.js';
import { refreshWholeFleet } from '../../lib/upkeep/refresh-fleet.js';
import { CERTIFICATE } from '../correlation/exports.js';
import { seedOccurrence } from '../diagnosis/seed-occurrence.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { allPages } from './all-pages.js';
import { callRoute } from './call-route.js';

/** What is proved here: the fleet's activity and certificates are those of the tenants that the token may see, taken together. */

const TENANTS = ['contoso', 'fabrikam', 'tailspin'];
const NOW = Date.UTC(2026, 0, 20, 12, 30);
const HOUR = 3_600_000;

interface Point {
  readonly start: string;
  readonly tenant?: string | null;
  readonly sessions: number;
  readonly failed: number;
  readonly messages: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

const happenings = fc.record({
  tenant: fc.constantFrom(...TENANTS),
  hoursAgo: fc.oneof(fc.nat(60), fc.nat(24 * 35)),
  outcome: fc.constantFrom(...OUTCOMES),
  rule: fc.option(fc.constant('tls-own-cert'), { nil: undefined }),
});

async function happens(
  tables: Tables,
  { tenant, hoursAgo, outcome, rule }: typeof happenings extends fc.Arbitrary<infer One> ? One : never,
  index: number,
) {
  const session: CountedSession = {
    ...{
      connector: 'Internet',
      direction: 'send',
      sessionId: 'S',
      duration: 100,
      tlsVersion: undefined,
      host: '198.51.100.7',
      outcome,
      rule,
    },
    startedAt: NOW - hoursAgo * HOUR,
    mail: { messages: 1, recipients: 1, bytes: 10 },
  };
  const part = { hour: hourOf(session.startedAt), owner: { session: `s${index}` }, activity: activityOf(session, '') };
  await saveActivity(tables, { tenant, server: 'EX01', stream: 'hub/smtp-send' }, [part]);
}

async function fleetOf(tables: Tables) {
  for (const id of TENANTS) await saveTenant(tables, { id, name: id });
  return { tables, now: () => new Date(NOW) };
}

function summed(points: readonly Point[]): readonly Point[] {
  const sums = new Map<string, Point>();
  for (const point of points) {
    const { start, sessions, failed, messages, outcomes } = point;
    const known = sums.get(start);
    const both: Record<string, number> = { ...known?.outcomes };
    for (const [outcome, count] of Object.entries(outcomes)) both[outcome] = (both[outcome] ?? 0) + count;
    sums.set(start, {
      start,
      sessions: sessions + (known?.sessions ?? 0),
      failed: failed + (known?.failed ?? 0),
      messages: messages + (known?.messages ?? 0),
      outcomes: both,
    });
  }
  return [...sums.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
}

describe('the fleet’s activity', () => {
  it('is that of the tenants that the token may see, taken together, also when logs come late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happenings, { maxLength: 15 }),
        fc.array(happenings, { maxLength: 5 }),
        fc.subarray(TENANTS),
        fc.constantFrom('hour', 'day'),
        async (early, late, tenants, by) => {
          const services = await fleetOf(memoryTables());
          for (const [index, one] of early.entries()) await happens(services.tables, one, index);
          await refreshWholeFleet(services);
          for (const [index, one] of late.entries()) await happens(services.tables, one, 100 + index);
          // What came for long ago is added up a few times a day.
          await refreshWholeFleet({ ...services, now: () => new Date(NOW + 7 * HOUR - (by === 'hour' ? 7 * HOUR : 0)) });
          const token = await issueToken(services.tables, { kind: 'query', tenants, role: 'reader' });
          const { json } = await callRoute(readFleetActivityRoute, services, { token, query: { by } });
          const from = new Date(by === 'hour' ? NOW - 47 * HOUR : NOW - 30 * 24 * HOUR).toISOString().slice(0, by === 'hour' ? 13 : 10);
          const own = [];
          for (const tenant of tenants) {
            const query = { by, from: by === 'hour' ? `${from}:00:00Z` : from };
            own.push(
              ...(await allPages(readActivityRoute, services, { token, params: { tenant }, query })).flatMap(
                ({ points }) => points as Point[],
              ),
            );
          }
          const shown = (json as { readonly points: Point[] }).points;
          expect(summed(shown)).toEqual(summed(own));
          expect(shown.map(({ start }) => start)).toEqual(summed(own).map(({ start }) => start));
        },
      ),
      { numRuns: 40 },
    );
  });
});

it('the fleet gets to know within the hour when a finding failed last, and with whom', async () => {
  const services = await fleetOf(memoryTables());
  const fails = async (chunk: string, at: string, remote: string) => {
    const failure = { ...seedOccurrence(), at, remote };
    await saveFindingParts(
      services.tables,
      'contoso',
      [{ findingId: findingIdOf(failure), owner: { chunk }, tally: tallyOf(failure) }],
      new Date(NOW),
    );
  };
  const shown = async (minutesLater: number) => {
    await refreshWholeFleet({ ...services, now: () => new Date(NOW + minutesLater * 60_000) });
    const { findings = [] } = (await readFleetOf(services.tables, 'failing', 'contoso')) ?? {};
    return findings.map(({ lastSeenHour, remote }) => `${lastSeenHour} ${remote ?? ''}`);
  };
  await fails('1', '2026-01-20T12:10:00.000Z', '198.51.100.7:25');
  expect(await shown(0)).toEqual(['2026-01-20T12 198.51.100.7:25']);
  await fails('2', '2026-01-20T13:10:00.000Z', '198.51.100.8:25');
  expect(await shown(25)).toEqual(['2026-01-20T12 198.51.100.7:25']);
  expect(await shown(30)).toEqual(['2026-01-20T13 198.51.100.8:25']);
});

describe('the fleet’s certificates', () => {
  it('tell one that several tenants have once, with who has it', async () => {
    const services = await fleetOf(memoryTables());
    const collectedAt = '2026-01-19T06:00:00Z';
    for (const tenant of ['contoso', 'fabrikam']) {
      const envelope = { mailflow: 1, kind: 'exchange-certificates', server: 'EX01', collectedAt, items: [CERTIFICATE] };
      const read = readExport(Buffer.from(JSON.stringify(envelope)));
      await saveExport(services.tables, { tenant, server: 'EX01' }, { ...read, collectedAt: Date.parse(collectedAt) });
    }
    await refreshWholeFleet(services);
    const certificatesFor = async (tenants: '*' | string[]) => {
      const token = await issueToken(services.tables, { kind: 'query', tenants, role: 'reader' });
      const { json } = await callRoute(listFleetCertificatesRoute, services, { token });
      return (json as { readonly certificates: readonly { readonly tenants: readonly { readonly tenant: string }[] }[] }).certificates;
    };
    expect((await certificatesFor('*')).map(({ tenants }) => tenants.map(({ tenant }) => tenant))).toEqual([['contoso', 'fabrikam']]);
    expect((await certificatesFor(['fabrikam'])).map(({ tenants }) => tenants.map(({ tenant }) => tenant))).toEqual([['fabrikam']]);
    expect(await certificatesFor(['tailspin'])).toEqual([]);
  });
});
