import { stateOf, type FindingState, type Handling } from '../diagnosis/finding-state.js';
import type { RemedyStep } from '../diagnosis/rule.js';
import type { NotedChange } from '../store/change-table.js';
import type { NotifiedChange } from '../store/delivery-row.js';
import { findFinding } from '../store/finding-table.js';
import { findObservation } from '../store/observation-table.js';
import type { StoredTenant } from '../store/tenant-table.js';
import type { Tables } from '../store/tables.js';
import { changedAt, observationState, type ObservationState } from '../watch/observation-life.js';

/** Enough to see what is wrong; all of it is where the notification's link leads. */
const MAX_SENTENCE_CHARACTERS = 600;

/** What is known of a change's finding, observation or chunk as it stands now. */
export interface KnownMore {
  readonly told: NotifiedChange;
  /** Until when a person has muted it; `undefined` when nobody has. */
  readonly mutedUntil: Date | undefined;
  /** Something has happened since: the change is no longer the latest. */
  readonly isOvertaken: boolean;
}

/** Looks up what people want to read of a change beside that it happened. */
export async function tellMore(tables: Tables, change: NotedChange, tenant: StoredTenant, now: Date): Promise<KnownMore> {
  if (change.subject === 'finding') {
    const found = await findFinding(tables, change.tenant, change.subjectId);
    return {
      told: toldWith(change, tenant, found?.finding),
      mutedUntil: found && mutedUntil(stateOf(found.condition, found.handling, found.finding.lastSeen, now), found.handling),
      isOvertaken: found !== undefined && found.changedAt > change.at,
    };
  }
  const seen = change.subject === 'observation' ? await findObservation(tables, change.tenant, change.subjectId) : undefined;
  return {
    told: toldWith(change, tenant, seen?.observation),
    mutedUntil: seen && mutedUntil(observationState(seen, now), seen.handling),
    isOvertaken: seen !== undefined && changedAt(seen) > change.at,
  };
}

function mutedUntil(state: FindingState | ObservationState, handling: Handling | null): Date | undefined {
  return state === 'muted' && handling?.kind === 'muted' ? new Date(handling.until) : undefined;
}

function toldWith(
  change: NotedChange,
  { name }: StoredTenant,
  known: { readonly summary: string; readonly remedy: readonly RemedyStep[] } | undefined,
): NotifiedChange {
  const [first] = known?.remedy ?? [];
  return {
    ...change,
    title: cut(change.title),
    tenantName: name,
    summary: cut(known?.summary ?? ''),
    step: first === undefined ? null : { do: cut(first.do), command: first.command === null ? null : cut(first.command) },
  };
}

function cut(text: string): string {
  return text.length <= MAX_SENTENCE_CHARACTERS ? text : `${text.slice(0, MAX_SENTENCE_CHARACTERS - 1).toWellFormed()}…`;
}
