import fc from 'fast-check';
import { findingIdOf, incidentIdOf, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { FINDING_STATES, stateOf, type Handling } from '../../lib/diagnosis/finding-state.js';
import { SEVERITIES } from '../../lib/diagnosis/rule.js';
import { handleFinding, settleCondition } from '../../lib/store/finding-condition.js';
import { FINDING_ORDERS, pageOfFindings, type FindingFilter, type FindingOrder } from '../../lib/store/finding-list.js';
import { listFindings, saveFindingParts, type StoredFinding } from '../../lib/store/finding-table.js';
import { MAX_ROWS_FOR_A_PAGE } from '../../lib/store/page.js';
import type { Tables } from '../../lib/store/tables.js';
import { seedOccurrence } from '../diagnosis/seed-occurrence.js';
import { memoryTables } from '../simulation/memory-tables.js';

/**
 * What is proved here: whatever happens to findings (failures come, are taken back, mail flows again, people handle them), the list, page by page and
 * under any filter, is what somebody would pick and sort who reads every finding.
 */

const NOW = new Date('2026-01-10T12:00:00Z');
const TENANT = 'contoso';

const SERVERS = ['EX01', 'ex02'];
const CONNECTORS = ['Outbound to Office 365', 'Internet’s mail'];
const RULES = ['tls-own-cert-unusable', 'connect-timeout'];
const FACTS = ['2D21517C', 'mail.fabrikam.example', "o'brien"];
/** Few and close, so that many are equal. */
const times = fc.integer({ min: 0, max: 6 }).map((hour) => `2026-01-0${1 + (hour % 3)}T0${hour}:00:00.000Z`);

const occurrences = fc
  .record({
    rule: fc.constantFrom(...RULES),
    severity: fc.constantFrom(...SEVERITIES),
    server: fc.option(fc.constantFrom(...SERVERS)),
    connector: fc.constantFrom(...CONNECTORS),
    keyFact: fc.constantFrom(...FACTS),
    at: times,
    sessionId: fc.constantFrom('A', 'B', 'C'),
  })
  .map((drawn): Occurrence => ({ ...seedOccurrence(), ...drawn }));

type Step =
  | { readonly kind: 'fails'; readonly occurrence: Occurrence; readonly owner: string }
  | { readonly kind: 'withdrawn'; readonly owner: string }
  | { readonly kind: 'recovers' | 'fails again'; readonly which: number }
  | { readonly kind: 'handled'; readonly which: number; readonly handling: Handling | null };

const who = { at: '2026-01-02T00:00:00.000Z', by: 'anna', note: null };
const which = fc.nat(20);
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('fails' as const), occurrence: occurrences, owner: fc.constantFrom('a', 'b', 'c') }),
    },
    fc.record({ kind: fc.constant('withdrawn' as const), owner: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ kind: fc.constantFrom('recovers' as const, 'fails again' as const), which }),
    fc.record({
      kind: fc.constant('handled' as const),
      which,
      handling: fc.constantFrom<Handling | null>(
        null,
        { kind: 'acknowledged', ...who },
        { kind: 'resolved', ...who },
        { kind: 'muted', ...who, until: '2026-01-20T00:00:00.000Z' },
        { kind: 'muted', ...who, until: '2026-01-05T00:00:00.000Z' },
      ),
    }),
  ),
  { maxLength: 25 },
);

async function play(tables: Tables, step: Step): Promise<void> {
  const findings = await listFindings(tables, TENANT);
  if (step.kind === 'fails') {
    const part = { findingId: findingIdOf(step.occurrence), owner: { chunk: step.owner }, tally: tallyOf(step.occurrence) };
    await saveFindingParts(tables, TENANT, [part], NOW);
    return;
  }
  if (step.kind === 'withdrawn') {
    const parts = findings.map(({ findingId }) => ({ findingId, owner: { chunk: step.owner }, tally: undefined }));
    await saveFindingParts(tables, TENANT, parts, NOW);
    return;
  }
  const finding = findings[step.which % Math.max(1, findings.length)];
  if (finding === undefined) return;
  if (step.kind === 'handled') await handleFinding(tables, TENANT, finding.findingId, step.handling);
  else await settleCondition(tables, TENANT, finding, step.kind === 'recovers' ? 'recovered' : 'failing', NOW);
}

const filters: fc.Arbitrary<FindingFilter> = fc.record(
  {
    states: fc.uniqueArray(fc.constantFrom(...FINDING_STATES), { minLength: 1 }),
    severities: fc.uniqueArray(fc.constantFrom(...SEVERITIES), { minLength: 1 }),
    rule: fc.constantFrom(...RULES),
    server: fc.constantFrom('EX01', 'EX02', 'none'),
    connector: fc.constantFrom(...CONNECTORS, "' or PartitionKey ne '"),
    incident: fc.constantFrom(incidentIdOf({ rule: 'connect-timeout', keyFact: "o'brien" })),
    since: times.map(Date.parse),
    until: times.map(Date.parse),
    text: fc.constantFrom('EXCHANGE', '2d21517c', 'Fabrikam', 'o’brien', "o'brien", 'nowhere'),
  },
  { requiredKeys: [] },
);

/** What a person would pick who reads every finding. */
function isPicked(stored: StoredFinding, filter: FindingFilter): boolean {
  const { finding, condition, handling } = stored;
  const { id, title, summary, server, connector, remote, certificate, keyFact } = finding;
  const texts = [id, title, summary, server, connector, remote, certificate?.subject, certificate?.thumbprint, keyFact];
  const { states, severities, since, until, text } = filter;
  return (
    (states === undefined || states.includes(stateOf(condition, handling, finding.lastSeen, NOW))) &&
    (severities === undefined || severities.includes(finding.severity)) &&
    [undefined, finding.rule].includes(filter.rule) &&
    [undefined, server?.toUpperCase()].includes(filter.server) &&
    [undefined, connector].includes(filter.connector) &&
    [undefined, incidentIdOf(finding)].includes(filter.incident) &&
    (since === undefined || Date.parse(finding.lastSeen) >= since) &&
    (until === undefined || Date.parse(finding.firstSeen) < until) &&
    (text === undefined || texts.some((one) => one?.toLowerCase().includes(text.toLowerCase()) === true))
  );
}

function sortedAs(order: FindingOrder, findings: readonly StoredFinding[]): readonly string[] {
  const rank = ({ condition, finding }: StoredFinding) => (condition === 'failing' ? 0 : 10) + SEVERITIES.indexOf(finding.severity);
  return findings
    .toSorted(
      (a, b) =>
        (order === 'worst' ? rank(a) - rank(b) : 0) ||
        Date.parse(b.finding.lastSeen) - Date.parse(a.finding.lastSeen) ||
        (a.findingId < b.findingId ? -1 : 1),
    )
    .map(({ findingId }) => findingId);
}

async function allPages(tables: Tables, asked: FindingFilter & { readonly order: FindingOrder; readonly limit: number }) {
  const ids: string[] = [];
  const sizes: number[] = [];
  let after: string | undefined;
  do {
    const page = await pageOfFindings(tables, TENANT, { ...asked, after, now: NOW });
    ids.push(...page.items.map(({ findingId }) => findingId));
    sizes.push(page.items.length);
    after = page.next;
  } while (after !== undefined);
  return { ids, sizes };
}

describe('the list of findings', () => {
  it('holds, page by page, what somebody would pick and sort who reads them all', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(fc.record({ filter: filters, order: fc.constantFrom(...FINDING_ORDERS), limit: fc.integer({ min: 1, max: 5 }) }), {
          minLength: 1,
        }),
        async (happened, questions) => {
          const tables = memoryTables();
          for (const step of happened) await play(tables, step);
          const everything = await listFindings(tables, TENANT);
          for (const { filter, order, limit } of [{ filter: {}, order: 'worst' as const, limit: 3 }, ...questions]) {
            const { ids } = await allPages(tables, { ...filter, order, limit });
            expect(ids).toEqual(
              sortedAs(
                order,
                everything.filter((one) => isPicked(one, filter)),
              ),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('looks at a bounded number of rows for a page, and says where it goes on', async () => {
    const tables = memoryTables();
    const many = Array.from({ length: MAX_ROWS_FOR_A_PAGE + 5 }, (_, index) => ({ ...seedOccurrence(), keyFact: `host-${index}` }));
    await saveFindingParts(
      tables,
      TENANT,
      many.map((occurrence) => ({ findingId: findingIdOf(occurrence), owner: { chunk: 'a' }, tally: tallyOf(occurrence) })),
      NOW,
      true,
    );
    const { ids, sizes } = await allPages(tables, { order: 'worst', limit: 100, text: `host-${many.length - 1}` });
    expect(ids).toHaveLength(1);
    expect(sizes).toHaveLength(2);
  });

  it('gives what belongs to the tenant, wherever a page is said to begin', async () => {
    const tables = memoryTables();
    const part = { findingId: findingIdOf(seedOccurrence()), owner: { chunk: 'a' }, tally: tallyOf(seedOccurrence()) };
    await saveFindingParts(tables, 'fabrikam', [part], NOW);
    for (const order of FINDING_ORDERS) {
      for (const after of ['', 'a', 'l|f|0', "x' or PartitionKey eq 'fabrikam", '\u0000'])
        expect(await pageOfFindings(tables, TENANT, { order, after, limit: 10, now: NOW })).toEqual({ items: [], next: undefined });
    }
  });
});
