import { findingIdOf, type Occurrence, type Tally } from '../diagnosis/finding.js';
import { activityOf, connectorKey, hourOf, HourTally, type CountedSession, type HourOfActivity } from '../diagnosis/hourly-activity.js';
import type { Outcome } from '../diagnosis/outcome.js';
import { FindingsTally } from '../diagnosis/tally-findings.js';
import type { LeftOut } from '../store/ledger.js';
import { sessionIdentifier, type FailedSession } from '../store/session-table.js';
import type { ChunkId } from '../store/chunk.js';
import type { ChunkLimits } from './chunk-limits.js';
import type { DiagnosedSession } from './diagnose-stored-session.js';

/** Adds up the sessions that a chunk holds whole, within its limits, however many there are. */
export class ChunkTally {
  readonly #findings = new FindingsTally();
  readonly #hours = new Map<string, HourTally>();
  readonly #connectors = new Set<string>();
  #failed: FailedSession[] = [];
  #leftOut = { sessions: 0, findings: 0, activity: 0 };

  /** @param heldIn says where the sessions' records lie. */
  constructor(
    private readonly chunk: ChunkId,
    private readonly heldIn: string,
    private readonly limits: ChunkLimits,
  ) {}

  /** Counts a session about which no rule has anything to say. */
  addHealthy(counted: CountedSession): void {
    this.#findings.add({ outcome: counted.outcome, occurrence: undefined });
    this.#count(counted);
  }

  /** Counts a session, and keeps it if it failed. */
  add({ counted, occurrence, stored }: DiagnosedSession): void {
    const admitted = occurrence !== undefined && this.#admits(occurrence) ? occurrence : undefined;
    if (occurrence !== admitted) this.#leftOut.findings += 1;
    this.#findings.add({ outcome: counted.outcome, occurrence: admitted });
    this.#count(counted);
    if (stored === undefined || admitted === undefined) return;
    this.#failed.push(stored);
    // Now and then, so that each session is looked at a few times at the most.
    if (this.#failed.length > 2 * this.limits.sessionsKept) this.#forgetSome();
  }

  outcomes(): Partial<Record<Outcome, number>> {
    return this.#findings.outcomes();
  }

  findings(): ReadonlyMap<string, Tally> {
    return this.#findings.tallies();
  }

  hours(): ReadonlyMap<string, HourOfActivity> {
    return new Map([...this.#hours].map(([hour, tally]) => [hour, tally.total()]));
  }

  failed(): readonly FailedSession[] {
    this.#forgetSome();
    return this.#failed;
  }

  /** Sessions that {@link failed}, the findings and the activity leave out. */
  leftOut(): Omit<LeftOut, 'crossing'> {
    return this.#leftOut;
  }

  #admits(occurrence: Occurrence): boolean {
    const known = this.#findings.tallies();
    return known.size < this.limits.findings || known.has(findingIdOf(occurrence));
  }

  #count(session: CountedSession): void {
    const hour = hourOf(session.startedAt);
    const connector = connectorKey(session);
    const isOneTooMany =
      (this.#hours.size >= this.limits.hours && !this.#hours.has(hour)) ||
      (this.#connectors.size >= this.limits.connectors && !this.#connectors.has(connector));
    if (isOneTooMany) {
      this.#leftOut.activity += 1;
      return;
    }
    const tally = this.#hours.get(hour) ?? new HourTally();
    this.#hours.set(hour, tally);
    this.#connectors.add(connector);
    tally.add(activityOf(session, this.heldIn));
  }

  /** Keeps the newest failed sessions, and those that the findings show. */
  #forgetSome(): void {
    const excess = this.#failed.length - this.limits.sessionsKept;
    if (excess <= 0) return;
    const shown = new Set(
      [...this.#findings.tallies().values()].flatMap(({ newest, oldest }) => [...newest, oldest].map(({ session }) => session)),
    );
    const kept = this.#failed.filter(({ session }, index) => index >= excess || shown.has(sessionIdentifier(this.chunk, session)));
    this.#leftOut.sessions += this.#failed.length - kept.length;
    this.#failed = kept;
  }
}
