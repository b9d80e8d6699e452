import fc from 'fast-check';
import { OUTCOMES } from '../../lib/diagnosis/outcome.js';
import type { SessionOutline } from '../../lib/diagnosis/session-outline.js';
import { STREAMS } from '../../lib/log/log-file.js';
import type { LogSource } from '../../lib/store/chunk.js';
import { MAX_ROWS_FOR_A_PAGE } from '../../lib/store/page.js';
import { indexSessions, saidOf } from '../../lib/store/session-index.js';
import { pageOfSessions, type SessionFilter } from '../../lib/store/session-list.js';
import { sessionIdentifier, type FailedSession } from '../../lib/store/session-table.js';
import type { Tables } from '../../lib/store/tables.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { everyRow } from './every-row.js';

/**
 * What is proved here: whatever is said of sessions, said again by better rules, or taken back, the lists of failed sessions hold under every filter, page
 * by page, what somebody would pick and sort who has all sessions at hand; and no row stays behind.
 */

const TENANT = 'contoso';
const SOURCES: readonly LogSource[] = [
  { tenant: TENANT, server: 'EX01', stream: 'hub/smtp-send' },
  { tenant: TENANT, server: 'EX01', stream: 'frontend/smtp-receive' },
  { tenant: TENANT, server: 'ex-2', stream: 'hub/smtp-send' },
];
const DOMAINS = ['contoso.com', 'contoso.com.au', 'fabrikam.example', 'xn--mller-kva.example'];
const IDS = ['1@contoso.com', "o'brien@x", '2@contoso.com'];
const FINDINGS = ['tls-a', 'tls-ab', 'connect-b'];
const REMOTES = ['104.47.5.36:25', '[2a01:111::1]:25'];
const CONNECTORS = ['Outbound to Office 365', 'Internet'];

const few = <Value>(values: readonly Value[]) => fc.subarray([...values], { maxLength: 2 });

/** Few and close, so that many are equal. */
const failures: fc.Arbitrary<{ readonly source: LogSource; readonly failed: FailedSession }> = fc
  .record({
    source: fc.constantFrom(...SOURCES),
    sessionId: fc.constantFrom('08D6DB768B3F8C32', '08D6DB768B3F8C33', '08D6DB768B3F8C34'),
    outcome: fc.constantFrom(...OUTCOMES),
    findingId: fc.constantFrom(...FINDINGS),
    rule: fc.constantFrom('tls-x', 'connect-y'),
    connector: fc.constantFrom(...CONNECTORS),
    startedAt: fc.integer({ min: 0, max: 5 }).map((hour) => Date.UTC(2026, 0, 1, hour)),
    remote: fc.option(fc.constantFrom(...REMOTES)),
    codes: few(['550', '5.7.64', '421']),
    messageIds: few(IDS),
    senderDomains: few(DOMAINS),
    recipientDomains: few(DOMAINS),
  })
  .map(({ source, sessionId, outcome, findingId, rule, connector, ...shown }) => {
    const direction = source.stream.endsWith('send') ? 'send' : 'receive';
    const outline: SessionOutline = { connector, direction, duration: 5, host: shown.remote === null ? '' : 'Exchange Online', ...shown };
    const session = { connector, sessionId, direction, records: [], begun: true, closed: true } as const;
    return { source, failed: { session, outcome, stage: undefined, findingId, rule, outline, recordsLeftOut: 0, chunks: [] } };
  });

interface Step {
  readonly saying: { readonly source: LogSource; readonly failed: FailedSession };
  readonly isTakenBack: boolean;
  readonly isThoughtNew: boolean;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    saying: failures,
    isTakenBack: fc.nat(4).map((drawn) => drawn === 0),
    isThoughtNew: fc.boolean(),
  }),
  { maxLength: 25 },
);

const hours = fc.integer({ min: 0, max: 6 }).map((hour) => Date.UTC(2026, 0, 1, hour));
const filters: fc.Arbitrary<SessionFilter> = fc.record(
  {
    finding: fc.constantFrom(...FINDINGS),
    messageId: fc.constantFrom(...IDS),
    domain: fc.constantFrom(...DOMAINS),
    senderDomain: fc.constantFrom(...DOMAINS),
    recipientDomain: fc.constantFrom(...DOMAINS),
    since: hours,
    until: hours,
    server: fc.constantFrom('ex01', 'EX-2', "' or RowKey gt '"),
    stream: fc.constantFrom(...STREAMS.slice(0, 3)),
    connector: fc.constantFrom(...CONNECTORS),
    remote: fc.constantFrom('104.47.5.36', '104.47.5.36:25', '2a01:111::1', 'Exchange Online'),
    outcomes: fc.subarray([...OUTCOMES], { minLength: 1, maxLength: 3 }),
    rule: fc.constantFrom('tls-x', 'connect-y'),
    code: fc.constantFrom('550', '5.7.64'),
  },
  { requiredKeys: [] },
);

type Said = ReadonlyMap<string, { readonly source: LogSource; readonly failed: FailedSession }>;

/** Where a session stands: one that begins at another moment is another row. */
function placeOf({ source, failed }: Step['saying']): string {
  const { server, stream } = source;
  return [1e15 - failed.outline.startedAt, `${server}|${stream.replace('/', '=2F')}|`, saidOf(failed).key].join(' ');
}

function isPicked({ source, failed }: Step['saying'], filter: SessionFilter): boolean {
  const { outline, outcome, findingId, rule } = failed;
  const { senderDomains, recipientDomains } = outline;
  const all = [...senderDomains, ...recipientDomains];
  const remotes = [undefined, outline.remote, outline.host, outline.remote?.split(/:25$/)[0]?.replace(/[[\]]/g, '')];
  return (
    [undefined, findingId].includes(filter.finding) &&
    [undefined, ...outline.messageIds].includes(filter.messageId) &&
    [undefined, ...all].includes(filter.domain) &&
    [undefined, ...senderDomains].includes(filter.senderDomain) &&
    [undefined, ...recipientDomains].includes(filter.recipientDomain) &&
    (filter.since === undefined || outline.startedAt >= filter.since) &&
    (filter.until === undefined || outline.startedAt < filter.until) &&
    [undefined, source.server.toLowerCase()].includes(filter.server?.toLowerCase()) &&
    [undefined, source.stream].includes(filter.stream) &&
    [undefined, outline.connector].includes(filter.connector) &&
    remotes.includes(filter.remote) &&
    (filter.outcomes?.includes(outcome) ?? true) &&
    [undefined, rule].includes(filter.rule) &&
    [undefined, ...outline.codes].includes(filter.code)
  );
}

function picked(said: Said, filter: SessionFilter): readonly string[] {
  return [...said]
    .filter(([, saying]) => isPicked(saying, filter))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { source, failed }]) => `${sessionIdentifier(source, failed.session)} ${failed.outline.startedAt}`);
}

async function listed(tables: Tables, filter: SessionFilter, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await pageOfSessions(tables, TENANT, { ...filter, limit, after });
    found.push(...page.items.map(({ id, startedAt }) => `${id} ${startedAt}`));
    after = page.next;
  } while (after !== undefined);
  return found;
}

/** Each session has a row by time, one for its finding, and one for each message and each domain that it names. */
function rowsOf(said: Said): number {
  const rows = [...said.values()].map(({ failed: { outline } }) => {
    const domains = new Set([...outline.senderDomains, ...outline.recipientDomains]);
    return 2 + outline.messageIds.length + domains.size;
  });
  return rows.reduce((sum, count) => sum + count, 0);
}

async function countRows(tables: Tables): Promise<number> {
  const keys = new Set<unknown>();
  for await (const { rowKey } of everyRow(tables.SessionIndex)) keys.add(rowKey);
  return keys.size;
}

async function play(tables: Tables, happened: readonly Step[]): Promise<Said> {
  const said = new Map<string, Step['saying']>();
  for (const { saying, isTakenBack, isThoughtNew } of happened) {
    const place = placeOf(saying);
    if (isTakenBack) {
      await indexSessions(tables, saying.source, [], [saidOf(saying.failed)], false);
      said.delete(place);
    } else {
      await indexSessions(tables, saying.source, [saying.failed], [], isThoughtNew);
      said.set(place, saying);
    }
  }
  return said;
}

describe('the list of failed sessions', () => {
  it('holds, page by page, what somebody would pick and sort who has them all at hand', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(fc.record({ filter: filters, limit: fc.integer({ min: 1, max: 4 }) }), { minLength: 1, maxLength: 12 }),
        async (happened, questions) => {
          const tables = memoryTables();
          const said = await play(tables, happened);
          expect(await countRows(tables)).toBe(rowsOf(said));
          for (const { filter, limit } of [{ filter: {}, limit: 3 }, ...questions])
            expect(await listed(tables, filter, limit)).toEqual(picked(said, filter));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is the same when everybody says everything at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(failures, { minLength: 2, maxLength: 8 }), async (sayings) => {
        const tables = memoryTables();
        const said: Said = new Map(sayings.map((saying) => [placeOf(saying), saying]));
        const once = [...said.values()];
        await Promise.all([...once, ...once].map(({ source, failed }) => indexSessions(tables, source, [failed], [], true)));
        expect(await countRows(tables)).toBe(rowsOf(said));
        expect(await listed(tables, {}, 100)).toEqual(picked(said, {}));
      }),
      { numRuns: 20 },
    );
  });

  it('looks at a bounded number of rows for a page, and says where it goes on', async () => {
    const tables = memoryTables();
    const [drawn] = fc.sample(failures, { numRuns: 1, seed: 1 });
    if (drawn === undefined) throw new Error('Something is drawn.');
    const { source, failed } = drawn;
    const many = Array.from({ length: MAX_ROWS_FOR_A_PAGE + 1 }, (_, index) => ({
      ...failed,
      session: { ...failed.session, sessionId: `08D6DB76${String(index).padStart(8, '0')}` },
      outline: {
        ...failed.outline,
        startedAt: index,
        remote: index === 0 ? '192.0.2.1:25' : null,
        messageIds: index === 0 ? ['rare@x'] : [],
      },
    }));
    await indexSessions(tables, source, many, [], true);
    const first = await pageOfSessions(tables, TENANT, { remote: '192.0.2.1', limit: 10 });
    expect(first.items).toEqual([]);
    expect((await pageOfSessions(tables, TENANT, { remote: '192.0.2.1', limit: 10, after: first.next })).items).toHaveLength(1);
    expect((await pageOfSessions(tables, TENANT, { messageId: 'rare@x', limit: 10 })).items).toHaveLength(1);
  });

  it('gives what belongs to the tenant, wherever a page is said to begin', async () => {
    const tables = memoryTables();
    const [drawn] = fc.sample(failures, { numRuns: 1, seed: 1 });
    if (drawn === undefined) throw new Error('Something is drawn.');
    await indexSessions(tables, { ...drawn.source, tenant: 'fabrikam' }, [drawn.failed], [], true);
    for (const after of ['', '0', "x' or PartitionKey eq 'fabrikam", '~'])
      expect(await pageOfSessions(tables, TENANT, { after, limit: 10 })).toEqual({ items: [], next: undefined });
  });
});
