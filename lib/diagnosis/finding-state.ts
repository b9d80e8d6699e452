/** What the logs say of a finding: it fails still, or mail has flowed for a while since the last failure. */
export const CONDITIONS = ['failing', 'recovered'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** What a person did about a finding, or about what a watch sees. Times are ISO 8601, UTC. */
export type Handling =
  | { readonly kind: 'acknowledged'; readonly at: string; readonly by: string; readonly note: string | null }
  | { readonly kind: 'muted'; readonly at: string; readonly by: string; readonly note: string | null; readonly until: string }
  | { readonly kind: 'resolved'; readonly at: string; readonly by: string; readonly note: string | null };

/** `resolved`: a person says that it is mended. `recovered`: the logs prove it. */
export const FINDING_STATES = ['open', 'acknowledged', 'muted', 'resolved', 'recovered'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** Where a finding stands. The logs' proof comes first; what a person said holds until it runs out or a later failure belies it. */
export function stateOf(condition: Condition, handling: Handling | null, lastSeen: string, now: Date): FindingState {
  if (condition === 'recovered') return 'recovered';
  if (handling === null) return 'open';
  if (handling.kind === 'muted') return Date.parse(handling.until) > now.getTime() ? 'muted' : 'open';
  if (handling.kind === 'resolved') return isBelied(handling, lastSeen) ? 'open' : 'resolved';
  return 'acknowledged';
}

/** Whether a person said that it is mended, and it has failed since. */
export function isBelied(handling: Handling | null, lastSeen: string): boolean {
  return handling?.kind === 'resolved' && Date.parse(lastSeen) > Date.parse(handling.at);
}

/** An acknowledgement is for one outage: when mail had flowed again and fails anew, somebody has to look anew. */
export function handlingAfterReopening(handling: Handling | null): Extract<Handling, { kind: 'muted' }> | null {
  return handling?.kind === 'muted' ? handling : null;
}

/** A change of a finding's condition, to be told once. */
export const FINDING_CHANGES = ['opened', 'recovered', 'reopened', 'withdrawn'] as const;
export type FindingChange = (typeof FINDING_CHANGES)[number];
