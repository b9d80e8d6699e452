import fc from 'fast-check';
import { SEVERITIES } from '../../lib/diagnosis/rule.js';
import { GATHER_MILLISECONDS, nextTelling } from '../../lib/notify/next-telling.js';
import { whoIsTold } from '../../lib/notify/who-is-told.js';
import type { Channel } from '../../lib/store/channel-table.js';
import { NOTED_CHANGES, type ChangeKind, type NotedChange } from '../../lib/store/change-table.js';
import type { Delivery } from '../../lib/store/delivery-row.js';
import { TELLABLE_CHANGES, type Policy } from '../../lib/store/policy-table.js';
import { subjectOf, type LastTold } from '../../lib/store/thread-table.js';
import { changeAt } from './changes.js';

const TENANTS = ['contoso', 'fabrikam'] as const;
const TAGS = ['tier:gold', 'eu'] as const;
const RULES = ['tls-unknown-credentials', 'tls-wrong-principal', 'server-silent'] as const;
const ASKED_RULES = [...RULES, 'tls-*', 's*', 'nothing-such'] as const;

const channelOf = (id: string, tenant: string | null, enabled: boolean) => ({ id, tenant, enabled }) as Channel;
const channels = fc
  .record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() })
  .map(
    ({ a, b, c }) =>
      new Map([channelOf('a', null, a), channelOf('b', 'contoso', b), channelOf('c', 'fabrikam', c)].map((one) => [one.id, one])),
  );

const policies: fc.Arbitrary<Policy> = fc.record({
  id: fc.uuid(),
  name: fc.constant('any'),
  enabled: fc.boolean(),
  tenants: fc.oneof(fc.constant('*' as const), fc.subarray([...TENANTS, 'nobody'], { minLength: 1 })),
  tags: fc.subarray([...TAGS]),
  rules: fc.subarray([...ASKED_RULES], { maxLength: 2 }),
  severities: fc.subarray([...SEVERITIES], { maxLength: 3 }),
  changes: fc.subarray([...TELLABLE_CHANGES]),
  channels: fc.subarray(['a', 'b', 'c', 'gone'], { minLength: 1 }),
  fallback: fc.boolean(),
});

const changes = fc
  .record({
    tenant: fc.constantFrom(...TENANTS),
    rule: fc.constantFrom(...RULES),
    severity: fc.constantFrom(...SEVERITIES),
    kind: fc.constantFrom(...NOTED_CHANGES),
  })
  .map(({ tenant, kind, ...given }) => changeAt(new Date(0), tenant, kind, given));

/** The same as a person would read it from the page on policies, field by field. */
function naively(
  change: NotedChange,
  tags: readonly string[],
  all: readonly Policy[],
  known: ReadonlyMap<string, Channel>,
): readonly string[] {
  const isFor = (policy: Policy) => {
    if (!policy.enabled) return false;
    if (policy.tenants !== '*' && !policy.tenants.includes(change.tenant)) return false;
    if (policy.tags.length > 0 && !policy.tags.some((tag) => tags.includes(tag))) return false;
    if (policy.severities.length > 0 && !policy.severities.includes(change.severity)) return false;
    if (policy.rules.length === 0) return true;
    return policy.rules.some((asked) => new RegExp(`^${asked.replace('*', '.*')}$`).test(change.rule));
  };
  const usual = all.filter((policy) => !policy.fallback && isFor(policy));
  const used = usual.length > 0 ? usual : all.filter((policy) => policy.fallback && isFor(policy));
  const word = change.change === 'withdrawn' ? 'recovered' : change.change;
  const wanting = used.filter((policy) => policy.changes.length === 0 || policy.changes.includes(word));
  return ['a', 'b', 'c'].filter((id) => {
    const channel = known.get(id);
    const mayHear = channel?.enabled === true && (channel.tenant === null || channel.tenant === change.tenant);
    return mayHear && wanting.some((policy) => policy.channels.includes(id));
  });
}

describe('who is told of a change', () => {
  it('is whom the policies name, as somebody would decide who reads them one by one; each once', () => {
    fc.assert(
      fc.property(changes, fc.subarray([...TAGS]), fc.array(policies, { maxLength: 5 }), channels, (change, tags, all, known) => {
        const told = whoIsTold(change, { tags }, all, known).filter(({ isWanted, isForClosing }) => isWanted && !isForClosing);
        expect(told.map(({ channel }) => channel.id).sort()).toEqual(naively(change, tags, all, known));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** A channel's thread of one incident, and what was sent in it. */
class Listener {
  readonly told = new Map<string, LastTold>();
  readonly deliveries = new Map<string, Delivery & { readonly changes: string[] }>();
  #latest: Delivery | undefined;

  constructor(private readonly gathers: boolean) {}

  hear(change: NotedChange, now: Date): void {
    this.send(now);
    const telling = nextTelling({ told: this.told, latest: this.#latest }, change, {
      isWanted: true,
      isForClosing: false,
      gathers: this.gathers,
      now,
    });
    if (telling === undefined) return;
    this.told.set(subjectOf(change), telling.told);
    if (telling.delivery === undefined) return;
    this.#latest = telling.delivery;
    const { changes: known } = this.deliveries.get(telling.delivery.id) ?? { changes: [] };
    this.deliveries.set(telling.delivery.id, { ...telling.delivery, changes: [...known, change.id] });
  }

  /** What is due by then is sent. */
  send(now: Date): void {
    const latest = this.#latest;
    if (latest?.state === 'pending' && Date.parse(latest.dueAt) < now.getTime())
      this.#latest = { ...latest, state: 'sent', attempts: 1, attemptedAt: latest.dueAt };
  }

  get sent(): readonly (Delivery & { readonly changes: readonly string[] })[] {
    return [...this.deliveries.values()].sort((a, b) => a.dueAt.localeCompare(b.dueAt));
  }
}

/** What happens at some tenants, minute by minute; each begins and ends in turn, as findings do. */
const stories = fc
  .array(fc.record({ tenant: fc.integer({ min: 0, max: 4 }), pause: fc.integer({ min: 0, max: 25 }), withdrawn: fc.boolean() }), {
    maxLength: 30,
  })
  .map((steps) => {
    const open = new Set<number>();
    let [minute, number] = [0, 0];
    return steps.map(({ tenant, pause, withdrawn }) => {
      minute += pause;
      number += 1;
      const kind: ChangeKind = open.has(tenant) ? (withdrawn ? 'withdrawn' : 'recovered') : 'opened';
      if (open.has(tenant)) open.delete(tenant);
      else open.add(tenant);
      const id = `tenant-${tenant}|shared|${String(number).padStart(9, '0')}`;
      return changeAt(new Date(minute * 60_000), `tenant-${tenant}`, kind, { id });
    });
  });

describe('what a channel is told of one incident', () => {
  const play = (story: readonly NotedChange[], gathers: boolean): Listener => {
    const listener = new Listener(gathers);
    for (const change of story) listener.hear(change, new Date(change.at));
    return listener;
  };

  it('is each change once, however often and late it comes again', () => {
    fc.assert(
      fc.property(stories, fc.array(fc.nat(), { maxLength: 20 }), fc.boolean(), (story, again, gathers) => {
        const once = play(story, gathers);
        const told = once.sent.flatMap(({ changes: ids }) => ids);
        expect(told.toSorted()).toEqual(story.map(({ id }) => id).toSorted());
        // Each change again, at some later place in the story.
        const disturbed = story.flatMap((change, index) => {
          const later = again[index % Math.max(again.length, 1)] ?? 0;
          const before = story[later % (index + 1)];
          return before === undefined ? [change] : [change, { ...before }];
        });
        const twice = new Listener(gathers);
        disturbed.forEach((change, index) => {
          twice.hear(change, new Date(Math.max(...disturbed.slice(0, index + 1).map(({ at }) => Date.parse(at)))));
        });
        expect(twice.sent.flatMap(({ changes: ids }) => ids).toSorted()).toEqual(told.toSorted());
      }),
    );
  });

  it('begins with “open”, ends with “resolve” when nothing fails any more, and has updates at most every ten minutes between', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { sent, told } = play(story, true);
        const [first] = sent;
        if (first === undefined) return;
        expect(first.action).toBe('open');
        expect(sent.at(-1)?.action === 'resolve').toBe([...told.values()].every(({ isOpen }) => !isOpen));
        sent.forEach(({ action, dueAt }, index) => {
          const before = sent[index - 1];
          if (action === 'open') expect(before === undefined || before.action === 'resolve').toBe(true);
          if (action === 'update' && before !== undefined)
            expect(Date.parse(dueAt) - Date.parse(before.dueAt)).toBeGreaterThanOrEqual(GATHER_MILLISECONDS);
        });
      }),
    );
  });

  it('is nothing of an end whose beginning it was not told', () => {
    const listener = new Listener(true);
    listener.hear(changeAt(new Date(0), 'contoso', 'recovered'), new Date(0));
    expect(listener.sent).toEqual([]);
  });
});
