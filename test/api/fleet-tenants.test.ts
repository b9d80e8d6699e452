import { z } from 'zod';
import { changeFindingRoute } from '../../lib/api/change-finding.js';
import { fleetObservationSchema, listFleetObservationsRoute } from '../../lib/api/fleet-observations.js';
import { listFleetFindingsRoute } from '../../lib/api/fleet-findings.js';
import { fleetTenantSchema, listFleetTenantsRoute } from '../../lib/api/fleet-tenants.js';
import type { Observation } from '../../lib/diagnosis/observation.js';
import { findingIdOf, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { saveActivity } from '../../lib/store/activity-table.js';
import { saveFindingParts } from '../../lib/store/finding-table.js';
import { refreshFleetActivity } from '../../lib/store/fleet-activity.js';
import { refreshFleetFindings } from '../../lib/store/fleet-findings.js';
import { reconcileObservations } from '../../lib/store/observation-table.js';
import { changeTenant, saveTenant } from '../../lib/store/tenant-table.js';
import { issueToken } from '../../lib/tenants/token.js';
import { tellObservedChanges } from '../../lib/upkeep/tell-observed.js';
import { seedOccurrence } from '../diagnosis/seed-occurrence.js';
import { localServices } from '../store/local-tables.js';
import { SILENT } from '../watch/silent-server.js';
import { allPages } from './all-pages.js';
import { callRoute } from './call-route.js';

const NOW = new Date('2026-01-10T12:00:00Z');

const stored = localServices();

function fleet() {
  const services = { ...stored(), now: () => NOW };
  const { tables } = services;
  return {
    services,
    onboard: (...ids: readonly string[]) => Promise.all(ids.map((id) => saveTenant(tables, { id, name: `${id} Ltd` }))),
    async fails(tenant: string, failure: Partial<Occurrence> = {}) {
      const occurrence = { ...seedOccurrence(), ...failure };
      const findingId = findingIdOf(occurrence);
      await saveFindingParts(tables, tenant, [{ findingId, owner: { chunk: findingId }, tally: tallyOf(occurrence) }], NOW);
      await refreshFleetFindings(tables, tenant, 'failing');
      return findingId;
    },
    async isSeen(tenant: string, observations: readonly Observation[]) {
      await reconcileObservations(tables, tenant, ['server-silent'], () => observations, NOW);
      await tellObservedChanges(tables, tenant, () => undefined);
    },
    async ask(tenants: readonly string[], query: Readonly<Record<string, string>> = {}) {
      const token = await issueToken(tables, { kind: 'query', tenants, role: 'operator' });
      const { status, json } = await callRoute(listFleetTenantsRoute, services, { token, query });
      expect(status).toBe(200);
      return z.object({ tenants: z.array(fleetTenantSchema), nextLink: z.string().nullable() }).parse(json);
    },
  };
}

describe('the fleet’s tenants', () => {
  it('stand worst first: what fails, then what is silent, then what is well', async () => {
    const { onboard, fails, isSeen, ask } = fleet();
    await onboard('well', 'silent', 'blocked', 'degraded');
    await fails('blocked', { severity: 'blocker' });
    await fails('degraded', { severity: 'degraded' });
    await isSeen('silent', [SILENT]);

    const { tenants } = await ask(['well', 'silent', 'blocked', 'degraded']);
    expect(tenants.map(({ tenant, worst, open, silentServers }) => ({ tenant, worst, open, silentServers }))).toEqual([
      { tenant: 'blocked', worst: 'blocker', open: { blocker: 1 }, silentServers: [] },
      { tenant: 'degraded', worst: 'degraded', open: { degraded: 1 }, silentServers: [] },
      { tenant: 'silent', worst: null, open: {}, silentServers: ['EX01'] },
      { tenant: 'well', worst: null, open: {}, silentServers: [] },
    ]);
  });

  it('are those that the token may see and no others', async () => {
    const { onboard, fails, ask } = fleet();
    await onboard('contoso', 'fabrikam');
    await fails('fabrikam');
    const { tenants } = await ask(['contoso']);
    expect(tenants.map(({ tenant }) => tenant)).toEqual(['contoso']);
    expect((await ask(['contoso'], { tenant: 'fabrikam' })).tenants).toEqual([]);
  });

  it('count as handled what somebody has acknowledged', async () => {
    const { services, onboard, fails, ask } = fleet();
    await onboard('wingtip');
    const finding = await fails('wingtip');
    const token = await issueToken(services.tables, { kind: 'query', tenants: ['wingtip'], role: 'operator' });
    const body = { state: 'acknowledged', by: 'anna' };
    const { status } = await callRoute(changeFindingRoute, services, { token, params: { tenant: 'wingtip', finding }, body });
    expect(status).toBe(200);
    expect((await ask(['wingtip'])).tenants).toMatchObject([{ tenant: 'wingtip', worst: null, open: {}, handled: 1 }]);
  });

  it('no longer show what has ended', async () => {
    const { onboard, isSeen, ask } = fleet();
    await onboard('tailspin');
    await isSeen('tailspin', [SILENT]);
    await isSeen('tailspin', []);
    expect((await ask(['tailspin'])).tenants).toMatchObject([{ tenant: 'tailspin', silentServers: [], observations: {} }]);
  });

  it('say which share of their sessions failed, hour by hour', async () => {
    const { services, onboard, ask } = fleet();
    await onboard('northwind');
    const counted = (sessions: number, failed: number) => ({
      'outcome:delivered': sessions - failed,
      'outcome:tls-failed': failed,
      'rule:tls': failed,
    });
    const source = { tenant: 'northwind', server: 'EX01', stream: 'hub/smtp-send' } as const;
    const hours = { '2026-01-10T09': counted(10, 0), '2026-01-10T11': counted(8, 2) };
    for (const [hour, counters] of Object.entries(hours)) {
      await saveActivity(services.tables, source, [
        { hour, owner: { chunk: hour }, activity: { connectors: { 'send Outbound to Office 365': counters }, healthy: {} } },
      ]);
    }
    await refreshFleetActivity(services.tables, 'northwind', NOW);
    const [tenant] = (await ask(['northwind'])).tenants;
    expect(tenant?.failedShares.slice(-5)).toEqual([null, 0, null, 0.25, null]);
    expect(tenant?.failedShares.length).toBe(24);
  });

  it('tell what is seen of them before mail fails: the worst first, of equals what comes to something first', async () => {
    const { services, onboard, isSeen } = fleet();
    const tenants = ['adatum', 'litware', 'proseware'];
    await onboard(...tenants, 'foreign');
    const ending = (at: string): Observation => ({
      ...SILENT,
      watch: 'certificate-expiring',
      keyFact: at,
      deadline: { at, withinDays: 7 },
    });
    await isSeen('litware', [SILENT, ending('2026-01-15T00:00:00.000Z')]);
    await isSeen('adatum', [ending('2026-01-13T00:00:00.000Z'), { ...SILENT, severity: 'info', keyFact: 'EX02' }]);
    await isSeen('foreign', [SILENT]);
    const token = await issueToken(services.tables, { kind: 'query', tenants, role: 'reader' });
    const seen = async (query: Readonly<Record<string, string>>) =>
      (await allPages(listFleetObservationsRoute, services, { token, query })).flatMap(({ observations }) =>
        z.array(fleetObservationSchema).parse(observations),
      );
    const shown = await seen({ limit: '2' });
    expect(shown.map(({ tenant, watch, severity, deadline }) => [tenant, watch, severity, deadline?.slice(0, 10)])).toEqual([
      ['adatum', 'certificate-expiring', 'degraded', '2026-01-13'],
      ['litware', 'certificate-expiring', 'degraded', '2026-01-15'],
      ['litware', 'server-silent', 'degraded', undefined],
      ['adatum', 'server-silent', 'info', undefined],
    ]);
    expect((await seen({ watch: 'server-silent', severity: 'degraded', tenant: 'litware,foreign' })).map(({ tenant }) => tenant)).toEqual([
      'litware',
    ]);
  });

  it('are none that are disabled: nothing is told of these', async () => {
    const { services, onboard, fails, isSeen, ask } = fleet();
    await onboard('alpine', 'paused');
    for (const tenant of ['alpine', 'paused']) {
      await fails(tenant);
      await isSeen(tenant, [SILENT]);
    }
    const token = await issueToken(services.tables, { kind: 'query', tenants: ['alpine', 'paused'], role: 'reader' });
    const tenantsIn = async () => [
      (await ask(['alpine', 'paused'])).tenants.map(({ tenant }) => tenant),
      ...(await Promise.all(
        [listFleetFindingsRoute, listFleetObservationsRoute].map(async (route) =>
          Object.values((await callRoute(route, services, { token })).json as Record<string, unknown>)
            .flatMap((list) => (Array.isArray(list) ? (list as readonly { readonly tenant: string }[]) : []))
            .map(({ tenant }) => tenant),
        ),
      )),
    ];
    await changeTenant(services.tables, 'paused', { state: 'disabled' });
    expect(await tenantsIn()).toEqual([['alpine'], ['alpine'], ['alpine']]);
    await changeTenant(services.tables, 'paused', { state: 'active' });
    expect((await tenantsIn()).map((tenants) => tenants.toSorted())).toEqual(Array(3).fill(['alpine', 'paused']));
  });

  it('come page by page without one being lost or shown twice', async () => {
    const { onboard, ask } = fleet();
    const ids = Array.from({ length: 7 }, (_, index) => `tenant-${index}`);
    await onboard(...ids);
    const seen: string[] = [];
    for (let link: string | null = '/api/v1/fleet?limit=3'; link !== null;) {
      const page: Awaited<ReturnType<typeof ask>> = await ask(ids, Object.fromEntries(new URL(link, 'http://localhost').searchParams));
      seen.push(...page.tenants.map(({ tenant }) => tenant));
      link = page.nextLink;
    }
    expect(seen).toEqual(ids);
  });
});
