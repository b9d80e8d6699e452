import type { Observation } from '../../lib/diagnosis/observation.js';
import { forgetToldObservations, untoldObservations } from '../../lib/store/observation-change-table.js';
import { listObservations, reconcileObservations } from '../../lib/store/observation-table.js';
import { localServices } from './local-tables.js';

const services = localServices();
const MONDAY = new Date('2026-03-02T04:17:00Z');
const TUESDAY = new Date('2026-03-03T04:17:00Z');

function observation(keyFact: string, watch = 'certificate-expiring'): Observation {
  return {
    watch,
    severity: 'info',
    title: 'A certificate expires soon',
    summary: 'It ends.',
    server: null,
    connector: null,
    keyFact,
    since: '2026-03-01T00:00:00.000Z',
    deadline: null,
    causes: [],
    remedy: [],
    references: [],
  };
}

const reconcile = (tenant: string, observations: readonly Observation[], now = MONDAY, watches = ['certificate-expiring']) =>
  reconcileObservations(services().tables, tenant, watches, () => observations, now);
const facts = (known: readonly { observation: Observation }[]) => known.map(({ observation: { keyFact } }) => keyFact).sort();
const open = async (tenant: string) => facts((await listObservations(services().tables, tenant)).filter(({ endedAt }) => endedAt === null));

/** What is to be told since the last time, such as `opened a`. */
async function news(tenant: string): Promise<readonly string[]> {
  const { tables } = services();
  const named = new Map((await listObservations(tables, tenant)).map(({ id, observation }) => [id, observation.keyFact]));
  const untold = await untoldObservations(tables, tenant);
  await forgetToldObservations(
    tables,
    tenant,
    untold.map(({ rowKey }) => rowKey),
  );
  return untold.map(({ change, observationId }) => `${change} ${named.get(observationId) ?? ''}`).sort();
}

describe('observations in the tables', () => {
  it('are made exactly those that hold, and what changed is told', async () => {
    expect(await reconcile('contoso', [observation('a'), observation('b')])).toBe(true);
    expect(await news('contoso')).toEqual(['opened a', 'opened b']);
    await reconcile('contoso', [observation('b'), observation('c')], TUESDAY);
    expect(await news('contoso')).toEqual(['ended a', 'opened c']);
    await reconcile('contoso', [observation('a'), observation('b'), observation('c')], TUESDAY);
    expect(await news('contoso')).toEqual(['reopened a']);
    expect(await reconcile('contoso', [observation('a'), observation('b'), observation('c')], TUESDAY)).toBe(false);
    expect(await news('contoso')).toEqual([]);
    expect(await open('contoso')).toEqual(['a', 'b', 'c']);
  });

  it('of other watches and other tenants are left alone', async () => {
    await reconcile('walls', [observation('log', 'protocol-logging-off')], MONDAY, ['protocol-logging-off']);
    await reconcile('neighbour', [observation('theirs')]);
    await reconcile('walls', [observation('a')]);
    expect(await news('walls')).toEqual(['opened a', 'opened log']);
    expect(await open('walls')).toEqual(['a', 'log']);
    expect(await open('neighbour')).toEqual(['theirs']);
    expect(await listObservations(services().tables, 'wall')).toEqual([]);
    expect(await untoldObservations(services().tables, 'wall')).toEqual([]);
  });

  it('are to be told once by all of many workers that see the same', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const rounds = [
      { seen: names, change: 'opened' },
      { seen: ['a'], change: 'ended' },
      { seen: names, change: 'reopened' },
    ] as const;
    for (const { seen, change } of rounds) {
      const seenNow = seen.map((name) => observation(name));
      await Promise.all(Array.from({ length: 8 }, () => reconcile('racing', seenNow)));
      expect(await news('racing')).toEqual((change === 'opened' ? names : ['b', 'c', 'd']).map((name) => `${change} ${name}`));
      expect(await open('racing')).toEqual([...seen]);
    }
  });

  it('are told of under ids that stay the same until it was heard, each change under its own', async () => {
    const { tables } = services();
    await reconcile('told', [observation('a')]);
    await reconcile('told', [], TUESDAY);
    await reconcile('told', [observation('a')], TUESDAY);
    const first = await untoldObservations(tables, 'told');
    expect(await untoldObservations(tables, 'told')).toEqual(first);
    expect(first.map(({ change }) => change)).toEqual(['opened', 'ended', 'reopened']);
    expect(new Set(first.map(({ id }) => id)).size).toBe(3);
    expect(first[0]).toMatchObject({ tenant: 'told', watch: 'certificate-expiring', severity: 'info', server: null, withinDays: null });
  });

  it('a worker that dies between a change and its telling leaves both or neither', async () => {
    const { tables } = services();
    const Observations = new Proxy(tables.Observations, {
      get: (table, name): unknown =>
        name === 'submitTransaction' ? () => Promise.reject(new Error('The process died.')) : Reflect.get(table, name),
    });
    const dying = reconcileObservations({ ...tables, Observations }, 'dying', ['certificate-expiring'], () => [observation('a')], MONDAY);
    await expect(dying).rejects.toThrow('died');
    expect([await open('dying'), await news('dying')]).toEqual([[], []]);
    await reconcile('dying', [observation('a')]);
    expect([await open('dying'), await news('dying')]).toEqual([['a'], ['opened a']]);
  });
});
