import { concludeOpenSessions } from '../../lib/ingest/conclude-open-sessions.js';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import type { Services } from '../../lib/services.js';
import type { ToldChange } from '../../lib/store/finding-change-table.js';
import { readLedger } from '../../lib/store/chunk-table.js';
import { noteGranted } from '../../lib/store/grants.js';
import { standingsOf } from '../../lib/store/held-ranges.js';
import { findLostUploads } from '../../lib/upkeep/find-lost-uploads.js';
import { SeededRandom } from '../bench/seeded-random.js';
import { formerRules } from './former-rules.js';
import type { Disorder, Former } from './plan.js';
import { askForRediagnosis, goOn, rangesOf, rediagnoseTheRest, type RediagnosisWish } from './rediagnoses.js';
import { steppedTables, type Crash } from './stepped-tables.js';
import { Turns } from './turns.js';
import { DAY_OF_ARRIVAL, deliveryOf, LATE, MINUTE, type Delivery, type WrittenStream } from './world.js';

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
  await grantAll(deliveries, services);
  const heardOf = day.someOf(deliveries);
  if (disorder.former === undefined) await day.pass(heardOf);
  else await day.passWithBetterRules(heardOf, rangesOf(streams, disorder.former), disorder.former);
  const tell = (change: ToldChange) => void day.told.push(change);
  const early = { ...services, now: () => new Date(LATE.getTime() - 60 * MINUTE), tell };
  await findLost(early);
  await replayQuarantined(deliveries, early);
  const late = { ...services, now: () => LATE, tell };
  await concludeOpenSessions(late);
  await rediagnoseTheRest(streams, late);
  return day.told;
}

/** A process that died five times over one chunk leaves it in quarantine, until a person has it read again. */
async function replayQuarantined(deliveries: readonly Delivery[], services: Services): Promise<void> {
  for (const { chunk, packed, metadata } of deliveries)
    if ((await readLedger(services.tables, chunk))?.status === 'quarantined') await ingestLogChunk(packed, chunk, metadata, services);
}

function findLost(services: Services): Promise<void> {
  return findLostUploads({ ...services, tellOldestUningested: () => undefined });
}

/** Whose blobs may come; by that their log files are known. */
async function grantAll(deliveries: readonly Delivery[], { tables }: Services): Promise<void> {
  const chunks = deliveries.map(({ chunk }) => chunk);
  for (const tenant of new Set(chunks.map((chunk) => chunk.tenant))) {
    const own = await standingsOf(
      tables,
      chunks.filter((chunk) => chunk.tenant === tenant),
    );
    await noteGranted(tables, own, new Date(DAY_OF_ARRIVAL));
  }
}

/** A chunk comes, a timer is due, or an operator wants logs read again. */
type Event = Delivery | 'conclude' | 'find lost' | 'go on' | RediagnosisWish;

class BadDay {
  readonly told: ToldChange[] = [];
  readonly #random: SeededRandom;
  readonly #turns: Turns;
  readonly #events: Event[] = [];
  #running = 0;
  #concludes = false;
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

  /** Those deliveries that happen: of the others nobody hears. */
  someOf(deliveries: readonly Delivery[]): readonly Delivery[] {
    return deliveries.filter(() => !this.#random.happens(this.disorder.lost.share));
  }

  /** Some of it happens by former rules; then better ones come, the rest happens, and what was read is read again. */
  async passWithBetterRules(deliveries: readonly Delivery[], wishes: readonly RediagnosisWish[], { share, runs }: Former): Promise<void> {
    const early = deliveries.filter(() => this.#random.happens(share));
    // Whoever deploys better rules lets what runs come to its end; what died comes again, by the better ones.
    await this.pass(early, [], formerRules(this.#random));
    const others = deliveries.filter((delivery) => !early.includes(delivery));
    await this.pass(others, [...wishes, ...Array.from({ length: runs }, () => 'go on' as const)]);
  }

  async pass(deliveries: readonly Delivery[], others: readonly Event[] = [], rules = this.services.rules): Promise<void> {
    const { order, repetitions, timers, lost } = this.disorder;
    this.#events.push(...(order === 'backwards' ? deliveries.toReversed() : deliveries));
    if (order === 'any') for (const delivery of this.#events.splice(0)) this.#putAnywhere(delivery);
    for (let count = 0; count < repetitions; count += 1)
      this.#putAnywhere(deliveries[this.#random.between(0, deliveries.length - 1)] ?? 'conclude');
    for (let count = 0; count < timers; count += 1) this.#putAnywhere('conclude');
    for (let count = 0; count < lost.looks; count += 1) this.#putAnywhere('find lost');
    for (const event of others) this.#putAnywhere(event);
    await this.#turns.play(() => {
      while (this.#running < this.disorder.workers) {
        // The Functions host lets a timer run once at a time, and chunks as many as there are.
        const next = this.#events.findIndex((event) => event !== 'conclude' || !this.#concludes);
        if (next < 0) break;
        for (const event of this.#events.splice(next, 1)) this.#begin(event, rules);
      }
      return this.#running === 0;
    });
  }

  #putAnywhere(event: Event): void {
    this.#events.splice(this.#random.between(0, this.#events.length), 0, event);
  }

  /** Whatever fails is delivered, or asked for, again. */
  #begin(event: Event, rules: Services['rules']): void {
    this.#running += 1;
    this.#concludes ||= event === 'conclude';
    this.#clock += this.#random.between(0, 12 * MINUTE);
    const ends = () => {
      this.#running -= 1;
      if (event === 'conclude') this.#concludes = false;
    };
    this.#run(event, rules).then(ends, (error: unknown) => {
      // What is no crash of ours is a fault, and must not be delivered until it happens to go well.
      if (!String(error).includes('The p')) throw error;
      this.#putAnywhere(event);
      ends();
    });
  }

  async #run(event: Event, rules: Services['rules']): Promise<void> {
    const now = new Date(this.#clock);
    const player = { weight: this.#random.oneOf([1, 1, 1, 0.02]) };
    const { rowsAPage } = this.disorder;
    const tables = steppedTables(this.services.tables, { turns: this.#turns, player, crash: this.#crash(), rowsAPage });
    const services = { ...this.services, tables, rules, now: () => now, tell: (change: ToldChange) => void this.told.push(change) };
    if (event === 'conclude') await concludeOpenSessions(services);
    else if (event === 'find lost') await findLost(services);
    else if (event === 'go on') await goOn(services, this.disorder.former?.bytes ?? 0);
    else if ('chunk' in event) await ingestLogChunk(event.packed, event.chunk, event.metadata, services);
    else await askForRediagnosis(event, services, this.#random.between(0, 0xffff).toString(16));
  }

  #crash(): Crash | undefined {
    if (this.#crashesLeft === 0 || !this.#random.happens(0.5)) return undefined;
    this.#crashesLeft -= 1;
    return { after: this.#random.between(0, 24), tookEffect: this.#random.happens(0.5), dies: this.#random.happens(0.7) };
  }
}
