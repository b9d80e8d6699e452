import { once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Figure, Reading } from './contender-thread.js';
import { contenders, type Contender } from './contenders.js';
import { generateLog } from './log-generator.js';
import { peers } from './peers.js';
import { reportApi } from './report-api.js';
import { reportOperations } from './report-operations.js';

/** Sizes that are measured when none is asked for. Up to some 100 MB start-up and compilation are most of the time: both are worth knowing. */
const SIZES = [64, 512];
const ROUNDS = 5;

/** Peers are slow; of a large log the one with a bar against it is enough. */
const LARGEST_FOR_ALL_PEERS = 64;
/** Tenants whose tables are filled for `--api`, and answers that are timed of each list. */
const API_TENANTS = 200;
const API_ROUNDS = 100;
/** Log that is sent through storage, to count what that is asked for. */
const OPERATIONS_MEGABYTES = 32;

async function main(): Promise<void> {
  if (process.argv.includes('--api')) {
    await reportApi(API_TENANTS, API_ROUNDS);
    return;
  }
  const { sizes, rounds, operations } = commandLine(process.argv.slice(2));
  print(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores. MB/s of user CPU, median of ${rounds} interleaved rounds.`,
  );
  for (const megabytes of sizes) await measureAll(megabytes, rounds);
  if (operations > 0) await reportOperations(operations);
}

function commandLine(args: readonly string[]): { sizes: readonly number[]; rounds: number; operations: number } {
  const valuesOf = (option: string): number[] =>
    args.flatMap((arg, at) => (arg === option ? [Number(args[at + 1])] : [])).filter((value) => value >= 0);
  const sizes = valuesOf('--mb');
  return {
    sizes: sizes.length > 0 ? sizes.filter((size) => size > 0) : SIZES,
    rounds: valuesOf('--rounds')[0] ?? ROUNDS,
    operations: valuesOf('--operations-mb')[0] ?? OPERATIONS_MEGABYTES,
  };
}

async function measureAll(megabytes: number, rounds: number): Promise<void> {
  const { bytes, truth } = generateLog({ megabytes });
  print(`\n${megabytes} MB: ${truth.lines} lines, ${truth.records} records, ${truth.sessions} sessions`);
  const comparable = peers().filter(({ yardstick }) => yardstick === true || megabytes <= LARGEST_FOR_ALL_PEERS);
  // Each has a thread of its own, as in a process of its own: what one taught the compiler would slow the next down.
  const running = [...contenders, ...comparable].map((contender) => ({ contender, thread: threadOf(contender), figures: [] as Figure[] }));
  const reading = { bytes: shared(bytes), truth };
  for (let round = 0; round < rounds; round++) {
    for (const { thread, figures } of running) figures.push(await ask(thread, reading));
  }
  await Promise.all(running.map(({ thread }) => thread.terminate()));
  const results = running.map(({ contender, figures }) => ({ contender, figure: median(figures) }));
  const yardstick = results.find(({ contender }) => contender.yardstick === true)?.figure;
  for (const { contender, figure } of results) print(line(contender, figure, yardstick));
}

function threadOf({ name }: Contender): Worker {
  return new Worker(join(__dirname, '../typescript.js'), { argv: [join(__dirname, 'contender-thread.ts')], workerData: name });
}

function shared(bytes: Buffer): SharedArrayBuffer {
  const copy = new SharedArrayBuffer(bytes.length);
  bytes.copy(Buffer.from(copy));
  return copy;
}

async function ask(thread: Worker, reading: Reading): Promise<Figure> {
  thread.postMessage(reading);
  const [figure] = (await once(thread, 'message')) as [Figure];
  return figure;
}

function median(figures: readonly Figure[]): Figure {
  const numbers = figures.filter((figure) => typeof figure === 'number').sort((one, other) => one - other);
  const excuse = figures.find((figure) => typeof figure === 'string');
  return excuse ?? numbers[numbers.length >> 1] ?? 'not run';
}

function line({ name, bar, moonshot, timesYardstick }: Contender, figure: Figure, yardstick: Figure | undefined): string {
  if (typeof figure === 'string') return `  ${name.padEnd(50)} ${figure}`;
  const verdicts = [verdict(figure, bar, moonshot), compared(figure, timesYardstick, yardstick)].filter((text) => text !== '');
  return `  ${name.padEnd(50)} ${figure.toFixed(0).padStart(6)} MB/s   ${verdicts.join('; ')}`.trimEnd();
}

function verdict(figure: number, bar: number | undefined, moonshot = Infinity): string {
  if (bar === undefined) return '';
  return `bar ${bar}: ${figure < bar ? 'MISSED' : figure < moonshot ? 'passed' : `passed, and the moonshot of ${moonshot} too`}`;
}

/** A ratio within one run holds where absolute figures change with the machine. */
function compared(figure: number, times: number | undefined, yardstick: Figure | undefined): string {
  if (times === undefined || typeof yardstick !== 'number') return '';
  return `bar ${times} × udsv: ${figure < times * yardstick ? 'MISSED' : 'passed'} (${(figure / yardstick).toFixed(1)} ×)`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

void main();
