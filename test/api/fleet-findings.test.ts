import fc from 'fast-check';
import { changeFindingRoute } from '../../lib/api/change-finding.js';
import { listFindingsRoute } from '../../lib/api/findings.js';
import { listFleetFindingsRoute } from '../../lib/api/fleet-findings.js';
import { listIncidentsRoute } from '../../lib/api/incidents.js';
import { CONDITIONS } from '../../lib/diagnosis/finding-state.js';
import { findingIdOf, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { SEVERITIES } from '../../lib/diagnosis/rule.js';
import { settleCondition } from '../../lib/store/finding-condition.js';
import { listFindings, saveFindingParts } from '../../lib/store/finding-table.js';
import { refreshFleetFindings } from '../../lib/store/fleet-findings.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { seedOccurrence } from '../diagnosis/seed-occurrence.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { allPages } from './all-pages.js';
import { queryToken, readerOf } from '../tenants/tokens.js';
import { callRoute } from './call-route.js';

/**
 * What is proved here: the fleet's list is the sum of the tenants' own lists, for whoever may see which tenants; an incident gathers what fails by
 * the same fact; and nobody learns of a tenant that is not his.
 */

const NOW = new Date('2026-01-10T12:00:00Z');
const TENANTS = ['contoso', 'fabrikam', 'tailspin', 'wingtip'];

async function fleet() {
  const tables = memoryTables();
  for (const id of TENANTS) await saveTenant(tables, { id, name: id });
  return { tables, now: () => NOW, readChunkBlob: () => Promise.resolve(undefined) };
}

async function fails(tables: Tables, tenant: string, failure: Partial<Occurrence>, owner = 'a'): Promise<void> {
  const occurrence = { ...seedOccurrence(), ...failure };
  await saveFindingParts(
    tables,
    tenant,
    [{ findingId: findingIdOf(occurrence), owner: { chunk: owner }, tally: tallyOf(occurrence) }],
    NOW,
  );
  for (const condition of CONDITIONS) await refreshFleetFindings(tables, tenant, condition);
}

async function recovers(tables: Tables, tenant: string): Promise<void> {
  for (const finding of await listFindings(tables, tenant)) await settleCondition(tables, tenant, finding, 'recovered', NOW);
  for (const condition of CONDITIONS) await refreshFleetFindings(tables, tenant, condition);
}

const failures = fc.record({
  tenant: fc.constantFrom(...TENANTS),
  severity: fc.constantFrom(...SEVERITIES),
  keyFact: fc.constantFrom('2D21517C', 'mail.contoso.example'),
  connector: fc.constantFrom('Outbound to Office 365', 'Internet'),
  at: fc.integer({ min: 0, max: 3 }).map((hour) => `2026-01-02T0${hour}:30:00.000Z`),
});

interface Shown {
  readonly tenant: string;
  readonly id: string;
  readonly severity: (typeof SEVERITIES)[number];
  readonly state: string;
  readonly title: string;
  readonly lastSeenHour: string;
}

describe('the fleet’s findings', () => {
  it('are those of the tenants that the token may see, the worst first, whatever the size of a page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(failures, { maxLength: 20 }),
        fc.subarray(TENANTS),
        fc.oneof(fc.constant('*' as const), fc.subarray(TENANTS)),
        fc.record({ limit: fc.integer({ min: 1, max: 4 }).map(String), order: fc.constantFrom('worst', 'newest') }),
        fc.record(
          { severity: fc.constantFrom('blocker', 'degraded,info'), state: fc.constantFrom('open', 'recovered', 'open,muted') },
          { requiredKeys: [] },
        ),
        async (happened, recovered, tenants, paging, filter) => {
          const services = await fleet();
          const { tables } = services;
          for (const [index, { tenant, ...failure }] of happened.entries()) await fails(tables, tenant, failure, `chunk ${index}`);
          for (const tenant of recovered) await recovers(tables, tenant);
          const token = await queryToken(tables, 'reader', tenants);
          const pages = await allPages(listFleetFindingsRoute, services, { token, query: { ...paging, ...filter } });
          const shown = pages.flatMap(({ findings }) => findings as Shown[]);

          const visible = tenants === '*' ? TENANTS : tenants;
          const own = [];
          for (const tenant of visible) {
            const lists = await allPages(listFindingsRoute, services, { token, params: { tenant }, query: filter });
            own.push(...lists.flatMap(({ findings }) => findings as Shown[]));
          }
          const named = ({ tenant, id, severity, state, title }: Shown) => [tenant, id, severity, state, title].join(' ');
          expect(shown.map(named).sort()).toEqual(own.map(named).sort());
          const rank = ({ state, severity, lastSeenHour }: Shown) =>
            paging.order === 'newest'
              ? -Date.parse(lastSeenHour)
              : (state === 'recovered' ? 1e15 : 0) + SEVERITIES.indexOf(severity) * 1e14 - Date.parse(lastSeenHour);
          expect(shown.map(rank)).toEqual(shown.map(rank).toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('say of a tenant that is not the caller’s nothing, even when it is asked for by name', async () => {
    const services = await fleet();
    await fails(services.tables, 'contoso', {});
    await fails(services.tables, 'fabrikam', {});
    const token = await readerOf(services.tables, 'contoso');
    for (const tenant of ['fabrikam', 'nobody', "x' or '1' eq '1"]) {
      const { status, json } = await callRoute(listFleetFindingsRoute, services, { token, query: { tenant } });
      expect({ status, json }).toEqual({ status: 200, json: { findings: [], cutTenants: [], nextLink: null } });
    }
    const { json } = await callRoute(listFleetFindingsRoute, services, { token, query: { tenant: '*' } });
    expect(JSON.stringify(json)).not.toContain('fabrikam');
  });

  it('show at once what a person does about one', async () => {
    const services = await fleet();
    await fails(services.tables, 'contoso', {});
    const token = await queryToken(services.tables, 'operator', '*');
    const params = { tenant: 'contoso', finding: findingIdOf(seedOccurrence()) };
    await callRoute(changeFindingRoute, services, { token, params, body: { state: 'acknowledged', by: 'anna' } });
    expect((await callRoute(listFleetFindingsRoute, services, { token })).json).toMatchObject({
      findings: [{ state: 'acknowledged', handling: { by: 'anna' } }],
    });
  });

  it('are read anew where they have changed, and nowhere else', async () => {
    const { tables, ...services } = await fleet();
    for (const tenant of TENANTS) await fails(tables, tenant, {});
    const read: string[] = [];
    const Fleet = new Proxy(tables.Fleet, {
      get: (table, name: 'getEntity' | 'listEntities') =>
        name === 'getEntity'
          ? (kind: string, tenant: string) => (read.push(tenant), table.getEntity(kind, tenant))
          : (options: Parameters<typeof table.listEntities>[0]) => {
              expect(options?.queryOptions?.select).toEqual(['RowKey', 'digest']);
              return table.listEntities(options);
            },
    });
    const token = await queryToken(tables, 'reader', '*');
    const look = async () => {
      const { json } = await callRoute(listFleetFindingsRoute, { ...services, tables: { ...tables, Fleet } }, { token });
      return (json as { readonly findings: readonly Shown[] }).findings.map(({ tenant, severity }) => `${tenant} ${severity}`);
    };
    await look();
    read.length = 0;
    expect(await look()).toHaveLength(TENANTS.length);
    expect(read).toEqual([]);
    await fails(tables, 'fabrikam', { severity: 'info', keyFact: 'another' });
    expect(await look()).toContain('fabrikam info');
    expect(read).toEqual(['fabrikam']);
  });

  it('take no token that nobody gave', async () => {
    const services = await fleet();
    const token = await queryToken(services.tables, 'reader', '*');
    for (const after of [
      'x',
      Buffer.from('fabrikam').toString('base64url'),
      `${Buffer.from('0|0|0000000000000000|a|b').toString('base64')}==`,
      'A'.repeat(3000),
    ]) {
      expect(await callRoute(listFleetFindingsRoute, services, { token, query: { after } })).toMatchObject({
        status: 400,
        json: { type: 'urn:mailflow:problem:invalid-request' },
      });
    }
  });
});

describe('an incident', () => {
  it('gathers what fails by the same certificate at several tenants', async () => {
    const services = await fleet();
    await fails(services.tables, 'contoso', { keyFact: '2D21517C', severity: 'degraded' });
    await fails(services.tables, 'contoso', { keyFact: '2D21517C', connector: 'Internet', severity: 'degraded' });
    await fails(services.tables, 'fabrikam', { keyFact: '2D21517C', at: '2026-01-03T05:10:00.000Z' });
    await fails(services.tables, 'tailspin', { keyFact: '99999999' });
    const token = await queryToken(services.tables, 'reader', '*');
    const { json } = await callRoute(listIncidentsRoute, services, { token });
    expect(json).toMatchObject({
      incidents: [
        {
          keyFact: '2D21517C',
          severity: 'blocker',
          findings: 3,
          states: { open: 3 },
          tenants: [
            { tenant: 'fabrikam', findings: 1, severity: 'blocker' },
            { tenant: 'contoso', findings: 2, severity: 'degraded' },
          ],
          lastSeenHour: '2026-01-03T05:00:00.000Z',
        },
        { keyFact: '99999999', findings: 1 },
      ],
      nextLink: null,
    });
    const { incidents } = json as { readonly incidents: readonly { readonly findingsUrl: string }[] };
    const query = Object.fromEntries(new URL(incidents[0]?.findingsUrl ?? '', 'http://localhost').searchParams);
    const [page] = await allPages(listFleetFindingsRoute, services, { token, query });
    expect(page?.findings).toHaveLength(3);
    const wide = await callRoute(listIncidentsRoute, services, { token, query: { minTenants: '2' } });
    expect((wide.json as { readonly incidents: unknown[] }).incidents).toHaveLength(1);
  });

  it('comes page by page', async () => {
    const services = await fleet();
    for (let index = 0; index < 7; index += 1) await fails(services.tables, 'contoso', { keyFact: `fact ${index}` });
    const token = await queryToken(services.tables, 'reader', '*');
    for (const order of ['widest', 'worst', 'newest']) {
      const pages = await allPages(listIncidentsRoute, services, { token, query: { limit: '3', order } });
      expect(pages.map(({ incidents }) => (incidents as unknown[]).length)).toEqual([3, 3, 1]);
    }
  });
});
