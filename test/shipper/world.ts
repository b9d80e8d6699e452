import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ShipEvent } from '../../lib/shipper/events.js';
import type { Memory } from '../../lib/shipper/memory.js';
import { remembered } from '../../lib/shipper/remembered.js';
import { settingsOf, type ShipOptions, type WatchOptions } from '../../lib/shipper/options.js';
import { watch } from '../../lib/shipper/ship.js';
import { Shipper } from '../../lib/shipper/shipper.js';
import { ExchangeServer, type WrittenLog } from './exchange-server.js';
import { GOOD_TOKEN, MailflowServer, unpacked, type Door } from './mailflow-server.js';

/** Waits for something that is bound to come. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** An Exchange server, a shipper on it, and Mailflow: real files, real HTTP. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'mailflow-shipper-'));
  readonly stateFile = join(this.folder, 'state', 'shipper.json');
  readonly exchange = new ExchangeServer(join(this.folder, 'V15'), () => this.now);
  readonly events: ShipEvent[] = [];
  /** Milliseconds by the shipper's clock. */
  now = 0;
  shipper: Shipper;
  #options: ShipOptions;

  private constructor(
    readonly mailflow: MailflowServer,
    options: Partial<ShipOptions>,
  ) {
    this.#options = {
      apiUrl: mailflow.url,
      token: GOOD_TOKEN,
      roots: [this.exchange.installPath],
      stateFile: this.stateFile,
      retry: { attempts: 3, firstDelayMilliseconds: 1, longestDelayMilliseconds: 2, silenceMilliseconds: 5_000 },
      onEvent: (event) => this.events.push(event),
      clock: () => this.now,
      steadyClock: () => this.now,
      ...options,
    };
    this.shipper = new Shipper(settingsOf(this.#options));
  }

  static async begin(options: Partial<ShipOptions> = {}): Promise<World> {
    return new World(await MailflowServer.start(), options);
  }

  get options(): ShipOptions {
    return this.#options;
  }

  async end(): Promise<void> {
    await this.mailflow.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The process ends and a new one starts; it knows what the state file says. */
  restartShipper(options: Partial<ShipOptions> = {}): void {
    this.#options = { ...this.#options, ...options };
    this.shipper = new Shipper(settingsOf(this.#options));
  }

  /** Follows the logs while the story lasts. */
  async whileWatching(options: Partial<WatchOptions>, story: () => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const watching = watch({ ...this.#options, maxChunkAgeMilliseconds: 0, pollMilliseconds: 5, ...options }, stop.signal);
    try {
      await story();
    } finally {
      stop.abort();
      await watching;
    }
  }

  /** A shipper of the same server that keeps its positions elsewhere. */
  otherShipper(name: string, options: Partial<ShipOptions> = {}): Shipper {
    return new Shipper(settingsOf({ ...this.#options, ...options, stateFile: join(this.folder, name) }));
  }

  /** Somebody deletes the state file, or puts a copy of it back; the shipper starts with that. */
  restoresState(copy?: string): void {
    if (copy === undefined) {
      rmSync(this.stateFile, { force: true });
    } else {
      mkdirSync(dirname(this.stateFile), { recursive: true });
      writeFileSync(this.stateFile, copy);
    }
    this.restartShipper();
  }

  /** The state file as it is, if it is. */
  stateCopy(): string | undefined {
    return readIfThere(this.stateFile);
  }

  /** What the state file says. */
  async remembered(): Promise<Memory> {
    return (await remembered(this.stateFile)).memory;
  }

  /**
   * The power fails at a request of the next round: what the state file said at that moment is what the next start finds.
   *
   * @param when `after` the service did its work, of which no answer arrives any more, or `before`
   */
  async powerFails(when: 'before' | 'after', door: Door, requestsLater = 0): Promise<void> {
    const survivors: (string | undefined)[] = [];
    this.mailflow.onDark = () => survivors.push(readIfThere(this.stateFile));
    this.mailflow.meets(door, `goes dark ${when}`, requestsLater);
    await this.shipper.drain();
    this.mailflow.recovers();
    for (const survived of survivors) {
      if (survived === undefined) rmSync(this.stateFile, { force: true });
      else writeFileSync(this.stateFile, survived);
      writeFileSync(`${this.stateFile}.new`, '{"version":1,"sha2');
    }
    this.restartShipper();
  }

  eventNames(): string[] {
    return this.events.map(({ name }) => name);
  }

  /** What the store holds of a log: its chunks in order, each byte once and none left out. */
  held(log: WrittenLog): Buffer {
    const parts: Buffer[] = [];
    let at = 0;
    for (const blob of this.mailflow.chunksOf(log.name, log.date)) {
      const { from, to } = blob.chunk;
      if (from !== at) throw new Error(`${log.name}: a chunk begins at ${from}; up to ${at} is stored`);
      const bytes = unpacked(blob);
      if (bytes.length !== to - from) throw new Error(`${log.name}: the chunk ${from}-${to} holds ${bytes.length} bytes`);
      const line = 1 + log.content.subarray(0, from).toString('latin1').split('\n').length - 1;
      const said = Number(blob.headers['x-ms-meta-firstline']);
      if (said !== line) throw new Error(`${log.name}: the chunk at ${from} says line ${said}; it begins in line ${line}`);
      parts.push(bytes);
      at = to;
    }
    return Buffer.concat(parts);
  }
}

/** Byte for byte, no gap, no duplicate, up to the last record that is whole. */
export function expectServerHolds(world: World, name: string): void {
  const log = world.exchange.log(name);
  expect(world.held(log).toString()).toBe(log.content.subarray(0, log.wholeUpTo).toString());
}

/**
 * Whatever happened so far: each log's chunks are a beginning of that log and end with a whole record.
 *
 * @param finished whether this log may be known to have its last byte
 */
export function expectOnlyBeginnings(world: World, finished: (log: WrittenLog) => boolean): void {
  for (const log of world.exchange.logs) {
    const held = world.held(log);
    if (!finished(log)) expect(held.length).toBeLessThanOrEqual(log.wholeUpTo);
    expect(held.equals(log.content.subarray(0, held.length))).toBe(true);
  }
}

/** Byte for byte to the file's end, whatever stands there. */
export function expectServerHoldsAll(world: World, name: string): void {
  const log = world.exchange.log(name);
  expect(world.held(log).toString()).toBe(log.content.toString());
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
