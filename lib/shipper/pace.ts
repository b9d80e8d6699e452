import { setTimeout as sleep } from 'node:timers/promises';
import { Allowance } from './allowance.js';

/** What the shipper may take of the server's processor and of its line. */
export interface Limits {
  /** Of one core, in the long run; 100 and more is no limit. */
  readonly cpuPercent: number;
  /** Of request bodies; `undefined` is no limit. */
  readonly bytesPerSecond?: number | undefined;
}

/** Seconds of processor time that may be used at once: enough to start and to ship what a quiet night left. */
const CPU_BURST_SECONDS = 2;

/** What is measured and waited with. */
export interface Surroundings {
  /** Microseconds of processor time that this process has used. */
  readonly cpuMicroseconds: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

const PROCESS: Surroundings = {
  cpuMicroseconds: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  now: () => performance.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal && { signal }),
};

/**
 * Keeps the shipper out of the way of the server's own work: between two pieces of work it rests until its share of the processor is paid off, and
 * it sends no faster than the line may be used.
 *
 * The processor's time is that of the whole process, so the limit makes sense only where the shipper has a process of its own.
 */
export class Pace {
  readonly #surroundings: Surroundings;
  readonly #cpu: Allowance | undefined;
  readonly #line: Allowance | undefined;
  #cpuSeen: number;

  constructor({ cpuPercent, bytesPerSecond }: Limits, surroundings = PROCESS) {
    this.#surroundings = surroundings;
    const now = surroundings.now();
    this.#cpuSeen = surroundings.cpuMicroseconds();
    this.#cpu = cpuPercent < 100 ? new Allowance(cpuPercent * 10_000, CPU_BURST_SECONDS * 1_000_000, now) : undefined;
    this.#line = bytesPerSecond === undefined ? undefined : new Allowance(bytesPerSecond, bytesPerSecond, now);
  }

  /** Bytes that are sent at once, before the next {@link send}. */
  get sliceBytes(): number {
    return this.#line === undefined ? Infinity : SLICE_BYTES;
  }

  /** Rests after a piece of work. @throws the signal's reason, when it comes. */
  async rest(signal?: AbortSignal): Promise<void> {
    if (this.#cpu === undefined) return;
    const used = this.#surroundings.cpuMicroseconds();
    const spent = used - this.#cpuSeen;
    this.#cpuSeen = used;
    await this.#wait(this.#cpu.spend(spent, this.#surroundings.now()), signal);
  }

  /** Waits until these bytes may be sent. @throws the signal's reason, when it comes. */
  async send(bytes: number, signal?: AbortSignal): Promise<void> {
    if (this.#line === undefined) return;
    await this.#wait(this.#line.spend(bytes, this.#surroundings.now()), signal);
  }

  async #wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    if (milliseconds > 0) await this.#surroundings.sleep(milliseconds, signal);
  }
}

/** Small enough that a slow line is used evenly, and that no connection rests for as long as counts as dead. */
const SLICE_BYTES = 16 * 1024;

/** For a shipper that is a guest in another process, whose time it cannot tell from its own. */
export const NO_LIMITS = new Pace({ cpuPercent: 100 });
