import type { Observation } from '../../lib/diagnosis/observation.js';
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
    causes: [],
    remedy: [],
    references: [],
  };
}

const reconcile = (tenant: string, observations: readonly Observation[], now = MONDAY, watches = ['certificate-expiring']) =>
  reconcileObservations(services().tables, tenant, watches, observations, now);
const facts = (changed: readonly { observation: Observation }[]) => changed.map(({ observation: { keyFact } }) => keyFact).sort();
const open = async (tenant: string) => facts((await listObservations(services().tables, tenant)).filter(({ endedAt }) => endedAt === null));

describe('observations in the tables', () => {
  it('are made exactly those that hold, and what changed is told', async () => {
    const first = await reconcile('contoso', [observation('a'), observation('b')]);
    expect([facts(first.opened), facts(first.ended)]).toEqual([['a', 'b'], []]);
    const second = await reconcile('contoso', [observation('b'), observation('c')], TUESDAY);
    expect([facts(second.opened), facts(second.ended), facts(second.reopened)]).toEqual([['c'], ['a'], []]);
    const third = await reconcile('contoso', [observation('a'), observation('b'), observation('c')], TUESDAY);
    expect([facts(third.opened), facts(third.reopened)]).toEqual([[], ['a']]);
    expect(await open('contoso')).toEqual(['a', 'b', 'c']);
  });

  it('of other watches and other tenants are left alone', async () => {
    await reconcile('walls', [observation('log', 'protocol-logging-off')], MONDAY, ['protocol-logging-off']);
    await reconcile('neighbour', [observation('theirs')]);
    const { ended } = await reconcile('walls', [observation('a')]);
    expect(facts(ended)).toEqual([]);
    expect(await open('walls')).toEqual(['a', 'log']);
    expect(await open('neighbour')).toEqual(['theirs']);
    expect(await listObservations(services().tables, 'wall')).toEqual([]);
  });

  it('are told by one of many workers that see the same', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const rounds = [
      { seen: names, change: 'opened' },
      { seen: ['a'], change: 'ended' },
      { seen: names, change: 'reopened' },
    ] as const;
    for (const { seen, change } of rounds) {
      const workers = await Promise.all(
        Array.from({ length: 8 }, () =>
          reconcile(
            'racing',
            seen.map((name) => observation(name)),
          ),
        ),
      );
      const told = facts(workers.flatMap((changes) => changes[change]));
      expect(told).toEqual(change === 'opened' ? names : ['b', 'c', 'd']);
      expect(await open('racing')).toEqual([...seen]);
    }
  });
});
