import { addTallies, findingFrom, findingIdOf, tallyOf, type Finding, type Tally } from './finding.js';
import { OUTCOMES, type Outcome } from './outcome.js';
import { SEVERITIES } from './rule.js';
import type { SessionDiagnosis } from './diagnose-session.js';

/** Adds up the diagnoses of many sessions. Bounded by the number of distinct findings, not of sessions. */
export class FindingsTally {
  readonly #tallies = new Map<string, Tally>();
  readonly #outcomes = new Map<Outcome, number>();

  /** Counts one session, and its failure if it has one. */
  add({ outcome, occurrence }: Pick<SessionDiagnosis, 'outcome' | 'occurrence'>): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
    if (occurrence !== undefined) this.#addTally(tallyOf(occurrence));
  }

  /** Adds what another tally counted. */
  addAll(outcomes: Partial<Record<Outcome, number>>, tallies: Iterable<Tally>): void {
    for (const outcome of OUTCOMES) {
      const count = outcomes[outcome];
      if (count !== undefined) this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + count);
    }
    for (const tally of tallies) this.#addTally(tally);
  }

  #addTally(tally: Tally): void {
    const [occurrence] = tally.newest;
    if (occurrence === undefined) return;
    const id = findingIdOf(occurrence);
    const before = this.#tallies.get(id);
    this.#tallies.set(id, before === undefined ? tally : addTallies(before, tally));
  }

  /** Sessions by outcome; an outcome that did not occur is left out. */
  outcomes(): Partial<Record<Outcome, number>> {
    return Object.fromEntries(OUTCOMES.flatMap((outcome) => (this.#outcomes.has(outcome) ? [[outcome, this.#outcomes.get(outcome)]] : [])));
  }

  /** By finding id. */
  tallies(): ReadonlyMap<string, Tally> {
    return this.#tallies;
  }

  /** The findings, worst first. */
  findings(): Finding[] {
    return [...this.#tallies.values()].map(findingFrom).sort(worstFirst);
  }
}

/** By severity, then the newest, then the id, so that equal inputs give equal lists. */
export function worstFirst(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    Date.parse(b.lastSeen) - Date.parse(a.lastSeen) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
