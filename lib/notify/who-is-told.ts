import type { Channel } from '../store/channel-table.js';
import type { ChangeKind, NotedChange } from '../store/change-table.js';
import type { Policy, TellableChange } from '../store/policy-table.js';
import type { StoredTenant } from '../store/tenant-table.js';

/** Somebody that a change is for. */
export interface Recipient<Of extends Channel = Channel> {
  readonly channel: Of;
  /** Whether it wants to hear of such a change; if not, it is only kept in mind, so that what comes later is told rightly. */
  readonly isWanted: boolean;
  /** It is none of these policies' by now, and concerns the channel only if that was told of the beginning. */
  readonly isForClosing: boolean;
}

/** By which word a policy asks for a change. */
const ASKED_AS = {
  opened: 'opened',
  reopened: 'reopened',
  raised: 'raised',
  recovered: 'recovered',
  withdrawn: 'recovered',
} as const satisfies Readonly<Record<ChangeKind, TellableChange>>;

/**
 * The channels that a change concerns by these policies, each once. A channel of a tenant hears of no other, whatever a policy says.
 *
 * An end may be less bad than what ended, or be another policy's than the beginning: a shipper that lags by hours lags by minutes before it lags no more.
 * So it concerns also the channels whose policies would take the same at any severity.
 */
export function whoIsTold<Of extends Channel>(
  change: NotedChange,
  tenant: Pick<StoredTenant, 'tags'>,
  policies: readonly Policy[],
  channels: ReadonlyMap<string, Of>,
): readonly Recipient<Of>[] {
  const enabled = policies.filter((policy) => policy.enabled);
  const takers = enabled.filter((policy) => !policy.fallback && takes(policy, change, tenant));
  const applied = takers.length > 0 ? takers : enabled.filter((policy) => policy.fallback && takes(policy, change, tenant));
  const wanted = wantedBy(applied, change);
  const closing = isEnd(change)
    ? wantedBy(
        enabled.filter((policy) => takes({ ...policy, severities: [] }, change, tenant)),
        change,
      )
    : [];
  return [...new Map([...closing, ...wanted])].flatMap(([id, isWanted]) => {
    const channel = channels.get(id);
    const mayHear = channel?.enabled === true && (channel.tenant === null || channel.tenant === change.tenant);
    return mayHear ? [{ channel, isWanted, isForClosing: !wanted.has(id) }] : [];
  });
}

/** What begins no more: it is told to whom its beginning was. */
export function isEnd({ change }: Pick<NotedChange, 'change'>): boolean {
  return ASKED_AS[change] === 'recovered';
}

/** The channels of some policies, and whether one of these wants such a change. */
function wantedBy(policies: readonly Policy[], { change }: NotedChange): ReadonlyMap<string, boolean> {
  const wanted = new Map<string, boolean>();
  for (const policy of policies) {
    const isWanted = isAnyOf(policy.changes, ASKED_AS[change]);
    for (const id of policy.channels) wanted.set(id, (wanted.get(id) ?? false) || isWanted);
  }
  return wanted;
}

/** Whether a policy is about such a thing, whatever has become of it. */
function takes(
  { tenants, tags, rules, severities }: Policy,
  { tenant, rule, severity }: NotedChange,
  of: Pick<StoredTenant, 'tags'>,
): boolean {
  return (
    (tenants === '*' || tenants.includes(tenant)) &&
    (tags.length === 0 || tags.some((tag) => of.tags.includes(tag))) &&
    (rules.length === 0 || rules.some((asked) => isRule(asked, rule))) &&
    isAnyOf(severities, severity)
  );
}

function isRule(asked: string, rule: string): boolean {
  return asked.endsWith('*') ? rule.startsWith(asked.slice(0, -1)) : asked === rule;
}

/** No list at all asks for nothing special. */
function isAnyOf<Word>(words: readonly Word[], word: Word): boolean {
  return words.length === 0 || words.includes(word);
}
