import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Circuit } from './circuit.js';
import { errorText } from './error-code.js';
import { isProblem, type ShipEvent, type ShipProblem } from './events.js';
import { sendHeartbeat } from './heartbeat.js';
import { LogFinder } from './log-finder.js';
import { NewExports } from './new-exports.js';
import type { ShipSettings, WatchSettings } from './options.js';
import { fullJitter } from './persistent-exchange.js';
import { sentence } from './sentence.js';
import { shipInventory } from './ship-inventory.js';
import { Shipper } from './shipper.js';
import { writeStatus } from './status-file.js';
import { ServiceStop } from './stops.js';
import { VERSION } from './version.js';

/** How rounds that fail are spaced: from the polling interval up to a minute. */
const ROUNDS = { firstDelayMilliseconds: 4_000, longestDelayMilliseconds: 60_000 };
/** A store that refuses fresh grants waits for a person. */
const REFUSED_ROUNDS = { firstDelayMilliseconds: 60_000, longestDelayMilliseconds: 15 * 60_000 };
/** How often is looked for new exports. */
const LOOK_FOR_EXPORTS = 60_000;
/** Between two looks whether the state was read. */
const UNTIL_READ = 100;

type Loop = 'logs' | 'heartbeat' | 'exports';

/**
 * Follows the logs and the exports of one server and tells Mailflow how it fares: three loops that share the token, the pace and what stands in the
 * way. None ends before the signal comes, whatever happens.
 */
export class Watching {
  readonly #settings: ShipSettings;
  readonly #watch: WatchSettings;
  readonly #signal: AbortSignal;
  readonly #shipper: Shipper;
  readonly #circuit: Circuit;
  readonly #startedAt: number;
  readonly #errors = new Map<string, number>();
  readonly #standing = new Map<Loop, readonly ShipProblem[]>();
  #lastShippedAt: number | undefined;
  #lastHeartbeatAt: number | undefined;
  #statusSaid = '';

  constructor(settings: ShipSettings, watch: WatchSettings, signal: AbortSignal) {
    const tell = (event: ShipEvent): void => {
      if (this.#heard(event)) settings.tell(event);
    };
    this.#settings = { ...settings, tell };
    this.#watch = watch;
    this.#signal = signal;
    this.#shipper = new Shipper(this.#settings, signal);
    this.#circuit = new Circuit(settings);
    this.#startedAt = settings.clock();
  }

  async run(): Promise<void> {
    const { heartbeatMilliseconds, exportsFolder } = this.#watch;
    await Promise.all([
      this.#followLogs(),
      ...(heartbeatMilliseconds === undefined ? [] : [this.#beat(heartbeatMilliseconds)]),
      ...(exportsFolder === undefined ? [] : [this.#followExports(exportsFolder)]),
    ]);
  }

  async #followLogs(): Promise<void> {
    let failures = 0;
    while (await this.#mayAsk()) {
      let problems: readonly ShipProblem[] = [];
      try {
        const report = await this.#shipper.poll();
        problems = report.problems;
        failures = report.stopped ? failures + 1 : 0;
      } catch (error) {
        failures += 1;
        problems = [{ name: 'round-failed', because: errorText(error) }];
        problems.forEach(this.#settings.tell);
      }
      await this.#settle('logs', problems);
      await this.#pause(failures === 0 ? this.#watch.pollMilliseconds : this.#afterFailure(failures, problems));
    }
  }

  #afterFailure(failures: number, problems: readonly ShipProblem[]): number {
    const refused = problems.some(({ name }) => name === 'grants-refused' || name === 'insecure-address');
    return Math.max(this.#watch.pollMilliseconds, fullJitter(failures, refused ? REFUSED_ROUNDS : ROUNDS));
  }

  async #beat(milliseconds: number): Promise<void> {
    const { wire, retry: policy } = this.#settings;
    while (await this.#mayAsk()) {
      const { knowledge } = this.#shipper;
      if (knowledge === undefined && !this.#standing.has('logs')) {
        // Without its state all would count as not shipped.
        await this.#pause(UNTIL_READ);
        continue;
      }
      const problems: ShipProblem[] = [];
      const tell = (event: ShipEvent): void => {
        if (isProblem(event)) problems.push(event);
        this.#settings.tell(event);
      };
      try {
        const answer = await sendHeartbeat({
          settings: this.#settings,
          persistence: { wire, policy, tell, signal: this.#signal },
          finder: knowledge?.finder ?? new LogFinder(),
          checkpoints: knowledge?.checkpoints,
          startedAt: this.#startedAt,
          errors: this.#errors,
        });
        this.#lastHeartbeatAt = this.#settings.clock();
        this.#circuit.accepted();
        await this.#settings.privacy.follow(answer.pseudonyms, tell);
        this.#watch.onHeartbeatAnswer?.(answer);
      } catch (error) {
        if (error instanceof ServiceStop) tell(error.problem);
        else if (!this.#signal.aborted) tell({ name: 'heartbeat-failed', because: errorText(error) });
      }
      await this.#settle('heartbeat', problems);
      // Not all shippers that were started in the same moment in the same moment for ever.
      await this.#pause(milliseconds * (0.9 + Math.random() / 5));
    }
  }

  async #followExports(folder: string): Promise<void> {
    const exports = new NewExports(folder);
    const { apiUrl, token, codec, privacy, retry, wire, tell: onEvent, clock } = this.#settings;
    while (await this.#mayAsk()) {
      const found = await exports.find(clock());
      const problems: ShipProblem[] = [];
      for (const { path, take } of found) {
        const report = await shipInventory({ apiUrl, token, codec, privacy, retry, wire, onEvent, paths: [path] }, this.#signal).catch(
          (error: unknown): { problems: readonly ShipProblem[] } => ({ problems: [{ name: 'round-failed', because: errorText(error) }] }),
        );
        problems.push(...report.problems);
        if (report.problems.some(({ name }) => name !== 'export-unusable' && name !== 'export-refused')) break;
        take();
      }
      if (found.length > 0) await this.#settle('exports', problems);
      await this.#pause(LOOK_FOR_EXPORTS);
    }
  }

  async #mayAsk(): Promise<boolean> {
    await this.#circuit.closed(this.#signal).catch(() => undefined);
    return !this.#signal.aborted;
  }

  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#signal }).catch(() => undefined);
  }

  /** @returns whether it is to be told: not what stands in the way as it did before. */
  #heard(event: ShipEvent): boolean {
    if (isProblem(event)) {
      if (this.#standingProblems().some((problem) => isDeepStrictEqual(problem, event))) return false;
      this.#errors.set(event.name, (this.#errors.get(event.name) ?? 0) + 1);
    } else if (event.name === 'chunk-shipped') {
      this.#lastShippedAt = this.#settings.clock();
      this.#circuit.accepted();
    }
    return true;
  }

  #standingProblems(): readonly ShipProblem[] {
    return [...this.#standing.values()].flat();
  }

  /** What one loop met in its last turn takes the place of what it met before. */
  async #settle(loop: Loop, problems: readonly ShipProblem[]): Promise<void> {
    this.#standing.set(loop, problems);
    await this.#circuit.met(problems);
    const status = {
      lastHeartbeatAt: this.#iso(this.#lastHeartbeatAt),
      problems: [...new Set(this.#standingProblems().map(sentence))],
    };
    const said = JSON.stringify(status);
    if (said === this.#statusSaid) return;
    this.#statusSaid = said;
    await writeStatus(this.#settings.stateFile, {
      version: VERSION,
      pid: process.pid,
      startedAt: new Date(this.#startedAt).toISOString(),
      at: new Date(this.#settings.clock()).toISOString(),
      lastShippedAt: this.#iso(this.#lastShippedAt),
      ...status,
    }).catch(() => undefined); // A disk without room keeps nobody from shipping.
  }

  #iso(time: number | undefined): string | undefined {
    return time === undefined ? undefined : new Date(time).toISOString();
  }
}
