import { brotliCompressSync } from 'node:zlib';
import { concludeOpenSessions } from '../../lib/ingest/conclude-open-sessions.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import type { Services } from '../../lib/services.js';
import type { ReadChunkBlob } from '../../lib/store/chunk-blobs.js';
import type { ChunkId, LogSource } from '../../lib/store/chunk.js';
import type { ToldChange } from '../../lib/store/finding-change-table.js';
import { SeededRandom } from '../bench/seeded-random.js';
import type { Disorder, Plan } from './plan.js';
import { steppedTables, type Crash } from './stepped-tables.js';
import { Turns } from './turns.js';
import { writeLogs, type WrittenFile } from './written-logs.js';

/** One stream of one server of one tenant, and what Exchange wrote there. */
export interface WrittenStream {
  readonly source: LogSource;
  readonly files: readonly WrittenFile[];
}

/** Writes all logs of a plan, for tenants whose names begin so. */
export function writeAll({ tenants }: Plan, prefix: string): readonly WrittenStream[] {
  return tenants.flatMap(({ servers }, t) =>
    servers.flatMap((streams, s) =>
      streams.map((planned) => ({
        source: { tenant: `${prefix}-${t}`, server: `EX0${s + 1}`, stream: planned.stream },
        files: writeLogs(planned),
      })),
    ),
  );
}

interface Delivery {
  readonly chunk: ChunkId;
  readonly packed: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

function deliveryOf(source: LogSource, { file, bytes }: WrittenFile, { from, to, metadata }: WrittenFile['pieces'][number]): Delivery {
  return { chunk: { ...source, file, from, to, codec: 'br' }, packed: brotliCompressSync(bytes.subarray(from, to)), metadata };
}

/** The container in which these logs' chunks lie, however they are cut. */
export function blobsOf(streams: readonly WrittenStream[]): ReadChunkBlob {
  return (chunk) => {
    const stream = streams.find(
      ({ source: { tenant, server, stream: name } }) => tenant === chunk.tenant && server === chunk.server && name === chunk.stream,
    );
    const file = stream?.files.find((written) => written.file.name === chunk.file.name && written.file.date === chunk.file.date);
    const piece = file?.pieces.find(({ from }) => from === chunk.from);
    if (stream === undefined || file === undefined || piece === undefined) return Promise.resolve(undefined);
    const { packed, metadata } = deliveryOf(stream.source, file, { ...piece, to: chunk.to });
    return Promise.resolve({ packed, metadata, createdAt: new Date(DAY_OF_ARRIVAL) });
  };
}

export const DAY_OF_ARRIVAL = Date.UTC(2024, 4, 15);
const MINUTE = 60_000;
/** By then every session has waited long enough. */
const LATE = new Date(DAY_OF_ARRIVAL + 48 * 60 * MINUTE);

/** Delivers whole files, one after the other, then lets the timer run. */
export async function deliverInOrder(streams: readonly WrittenStream[], services: Services): Promise<void> {
  const atArrival = { ...services, now: () => new Date(DAY_OF_ARRIVAL) };
  for (const { source, files } of streams) {
    for (const written of files) {
      const whole = { from: 0, to: written.bytes.length, metadata: written.pieces[0]?.metadata ?? {} };
      const { chunk, packed, metadata } = deliveryOf(source, written, whole);
      await ingestLogChunk(packed, chunk, metadata, atArrival);
    }
  }
  await concludeOpenSessions({ ...services, now: () => LATE });
}

/** Delivers the pieces of the files as a cloud does on a bad day. @returns the changes that were told of. */
export async function deliverInDisorder(
  streams: readonly WrittenStream[],
  services: Services,
  disorder: Disorder,
): Promise<readonly ToldChange[]> {
  const day = new BadDay(services, disorder);
  const deliveries = streams.flatMap(({ source, files }) =>
    files.flatMap((written) => written.pieces.map((piece) => deliveryOf(source, written, piece))),
  );
  await day.pass(deliveries);
  await concludeOpenSessions({ ...services, now: () => LATE, tell: (change) => void day.told.push(change) });
  return day.told;
}

type Event = Delivery | 'timer';

class BadDay {
  readonly told: ToldChange[] = [];
  readonly #random: SeededRandom;
  readonly #turns: Turns;
  readonly #events: Event[] = [];
  #running = 0;
  #timerRuns = false;
  #crashesLeft: number;
  #clock = DAY_OF_ARRIVAL;

  constructor(
    private readonly services: Services,
    private readonly disorder: Disorder,
  ) {
    this.#random = new SeededRandom(disorder.seed);
    this.#turns = new Turns(this.#random);
    this.#crashesLeft = disorder.crashes;
  }

  async pass(deliveries: readonly Delivery[]): Promise<void> {
    const { order, repetitions, timers } = this.disorder;
    this.#events.push(...(order === 'backwards' ? deliveries.toReversed() : deliveries));
    if (order === 'any') for (const delivery of this.#events.splice(0)) this.#putAnywhere(delivery);
    for (let count = 0; count < repetitions; count += 1)
      this.#putAnywhere(deliveries[this.#random.between(0, deliveries.length - 1)] ?? 'timer');
    for (let count = 0; count < timers; count += 1) this.#putAnywhere('timer');
    await this.#turns.play(() => {
      while (this.#running < this.disorder.workers) {
        // The Functions host lets a timer run once at a time, and chunks as many as there are.
        const next = this.#events.findIndex((event) => event !== 'timer' || !this.#timerRuns);
        if (next < 0) break;
        for (const event of this.#events.splice(next, 1)) this.#begin(event);
      }
      return this.#running === 0;
    });
  }

  #putAnywhere(event: Event): void {
    this.#events.splice(this.#random.between(0, this.#events.length), 0, event);
  }

  /** Whatever fails is delivered again, as the host does. */
  #begin(event: Event): void {
    this.#running += 1;
    this.#timerRuns ||= event === 'timer';
    this.#clock += this.#random.between(0, 12 * MINUTE);
    const ends = () => {
      this.#running -= 1;
      if (event === 'timer') this.#timerRuns = false;
    };
    this.#run(event).then(ends, (error: unknown) => {
      // What is no crash of ours is a fault, and must not be delivered until it happens to go well.
      if (!String(error).includes('The p')) throw error;
      this.#putAnywhere(event);
      ends();
    });
  }

  async #run(event: Event): Promise<void> {
    const now = new Date(this.#clock);
    const player = { weight: this.#random.oneOf([1, 1, 1, 0.02]) };
    const { rowsAPage } = this.disorder;
    const tables = steppedTables(this.services.tables, { turns: this.#turns, player, crash: this.#crash(), rowsAPage });
    const services = { ...this.services, tables, now: () => now, tell: (change: ToldChange) => void this.told.push(change) };
    if (event === 'timer') await concludeOpenSessions(services);
    else await ingestLogChunk(event.packed, event.chunk, event.metadata, services);
  }

  #crash(): Crash | undefined {
    if (this.#crashesLeft === 0 || !this.#random.happens(0.5)) return undefined;
    this.#crashesLeft -= 1;
    return { after: this.#random.between(0, 24), tookEffect: this.#random.happens(0.5), dies: this.#random.happens(0.7) };
  }
}
