import { Counters } from './counters.js';
import { addTallies, findingFrom, findingIdOf, tallyOf, type SessionFailure, type Finding, type Tally } from './finding.js';
import { inOrderOfOutcomes, type Outcome } from './outcome.js';
import { SEVERITIES } from './rule.js';
import type { SessionDiagnosis } from './diagnose-session.js';

/** Failures that wait to be told in full hold on to their sessions: so many characters of log lines, some thousand sessions. */
const MAX_UNTOLD_CHARACTERS = 8 * 1024 * 1024;

/** Adds up the diagnoses of many sessions. Bounded by the number of distinct findings, not of sessions. */
export class FindingsTally {
  readonly #tallies = new Map<string, Tally>();
  readonly #outcomes = new Counters<Outcome>();
  readonly #untold = new Map<string, Tally<SessionFailure>>();
  #untoldCharacters = 0;

  /** Counts one session, and its failure if it has one. */
  add({ outcome, occurrence }: Pick<SessionDiagnosis, 'outcome' | 'occurrence'>): void {
    this.#outcomes.add(outcome, 1);
    if (occurrence !== undefined) this.#addTally(tallyOf(occurrence));
  }

  /**
   * The same for one of very many sessions: its failure is told in full only if it is still among the newest when somebody looks.
   *
   * @returns the id of the failure's finding.
   */
  count({ outcome, failure }: Pick<SessionDiagnosis, 'outcome' | 'failure'>): string | undefined {
    this.#outcomes.add(outcome, 1);
    if (failure === undefined) return undefined;
    const id = findingIdOf(failure);
    const before = this.#untold.get(id);
    this.#untold.set(id, before === undefined ? tallyOf(failure) : addTallies(before, tallyOf(failure)));
    this.#untoldCharacters += failure.characters;
    if (this.#untoldCharacters > MAX_UNTOLD_CHARACTERS) this.#tell();
    return id;
  }

  /** Most of the failures are among the newest for a moment only: those that are still are told. */
  #tell(): void {
    for (const tally of this.#untold.values()) this.#addTally({ ...tally, newest: tally.newest.map((failure) => failure.occurrence()) });
    this.#untold.clear();
    this.#untoldCharacters = 0;
  }

  /** Adds what another tally counted. */
  addAll(outcomes: Partial<Record<Outcome, number>>, tallies: Iterable<Tally>): void {
    this.#outcomes.addAll(outcomes);
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
    return inOrderOfOutcomes(this.#outcomes.entries());
  }

  /** By finding id. */
  tallies(): ReadonlyMap<string, Tally> {
    this.#tell();
    return this.#tallies;
  }

  /** The findings, worst first. */
  findings(): Finding[] {
    return [...this.tallies().values()].map(findingFrom).sort(worstFirst);
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
