import type { Invocations } from './invocation.js';
import { parseSchedule } from './ncrontab.js';
import type { Schedule } from './ncrontab.js';
import type { RegisteredFunction } from './registry.js';

/** The longest that Node.js can wait in one go. */
const MAX_WAIT = 2 ** 31 - 1;

/**
 * Runs timer functions when they are due. A function never overlaps itself, and what was missed while the host was down stays missed.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer
 */
export class TimerTriggers {
  readonly #timers: ReadonlyMap<string, Timer>;

  constructor(functions: readonly RegisteredFunction[], invocations: Invocations) {
    this.#timers = new Map(functions.map((fn) => [fn.name, new Timer(fn, invocations)]));
  }

  start(): void {
    for (const timer of this.#timers.values()) timer.start();
  }

  /** Runs a timer function now, out of turn. Rejects with what it threw. */
  async run(name: string): Promise<void> {
    const timer = this.#timers.get(name);
    if (!timer) throw new Error(`There is no timer function “${name}”; there are: ${[...this.#timers.keys()].join(', ') || 'none'}.`);
    await timer.run();
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.stop();
  }
}

class Timer {
  readonly #fn: RegisteredFunction;
  readonly #invocations: Invocations;
  readonly #schedule: Schedule;
  #wait: NodeJS.Timeout | undefined;
  #stopped = false;
  #last: number | undefined;

  constructor(fn: RegisteredFunction, invocations: Invocations) {
    this.#fn = fn;
    this.#invocations = invocations;
    this.#schedule = parseSchedule(fn.trigger.schedule ?? '');
    // A schedule that never comes is told at the start.
    this.#schedule.next(Date.now());
  }

  start(): void {
    if (this.#fn.trigger.runOnStartup) void this.#runInTurn();
    else this.#waitUntil(this.#schedule.next(Date.now()));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#wait);
  }

  async run(): Promise<void> {
    const now = Date.now();
    const [last, next] = [this.#last ?? now, this.#schedule.next(now)].map((time) => new Date(time).toISOString());
    this.#last = now;
    const json = JSON.stringify({
      Schedule: { AdjustForDST: true },
      ScheduleStatus: { Last: last, LastUpdated: last, Next: next },
      IsPastDue: false,
    });
    await this.#invocations.run(this.#fn, { data: { json } });
  }

  async #runInTurn(): Promise<void> {
    // A failure has been logged, and the next turn comes all the same.
    await this.run().catch(() => undefined);
    if (!this.#stopped) this.#waitUntil(this.#schedule.next(Date.now()));
  }

  #waitUntil(due: number): void {
    const left = due - Date.now();
    this.#wait = setTimeout(
      () => {
        if (due > Date.now()) this.#waitUntil(due);
        else void this.#runInTurn();
      },
      Math.min(Math.max(left, 0), MAX_WAIT),
    );
  }
}
