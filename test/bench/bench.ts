import { availableParallelism, cpus } from 'node:os';
import type { Contender } from './contenders.js';
import { contenders } from './contenders.js';
import { generateLog } from './log-generator.js';
import { peers } from './peers.js';
import { reportOperations } from './report-operations.js';
import { differences } from './truth.js';

/** Megabytes of user CPU that one run took per second, or why there is no figure. */
type Figure = number | string;

/** Sizes that are measured when none is asked for. Up to some 100 MB start-up and compilation are most of the time: both are worth knowing. */
const SIZES = [64, 512];
const ROUNDS = 5;
/** Peers are slow; the small size says enough of them. */
const LARGEST_FOR_PEERS = 64;
/** Log that is sent through storage, to count what that is asked for. */
const OPERATIONS_MEGABYTES = 32;

async function main(): Promise<void> {
  const { sizes, rounds, operations } = commandLine(process.argv.slice(2));
  print(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores. MB/s of user CPU, median of ${rounds} interleaved rounds.`,
  );
  for (const megabytes of sizes) measureAll(megabytes, rounds);
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

function measureAll(megabytes: number, rounds: number): void {
  const log = generateLog({ megabytes });
  const { lines, records, sessions } = log.truth;
  print(`\n${megabytes} MB: ${lines} lines, ${records} records, ${sessions} sessions`);
  const running = [...contenders, ...(megabytes <= LARGEST_FOR_PEERS ? peers() : [])];
  const figures = new Map<Contender, Figure[]>(running.map((contender) => [contender, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of running) figures.get(contender)?.push(measure(contender, log));
  }
  for (const [contender, measured] of figures) print(line(contender, median(measured)));
}

function measure(contender: Contender, { bytes, truth }: ReturnType<typeof generateLog>): Figure {
  if (typeof contender.run === 'string') return contender.run;
  globalThis.gc?.();
  const before = process.cpuUsage();
  const answer = contender.run(bytes);
  const { user } = process.cpuUsage(before);
  const wrong = differences(answer, truth);
  return wrong.length > 0 ? `WRONG: ${wrong.join(', ')}` : bytes.length / user;
}

function median(figures: readonly Figure[]): Figure {
  const numbers = figures.filter((figure) => typeof figure === 'number').sort((one, other) => one - other);
  const excuse = figures.find((figure) => typeof figure === 'string');
  return excuse ?? numbers[numbers.length >> 1] ?? 'not run';
}

function line({ name, bar, moonshot }: Contender, figure: Figure): string {
  const shown = typeof figure === 'number' ? `${figure.toFixed(0).padStart(6)} MB/s` : figure;
  return `  ${name.padEnd(46)} ${shown}${typeof figure === 'number' ? verdict(figure, bar, moonshot) : ''}`;
}

function verdict(figure: number, bar: number | undefined, moonshot = Infinity): string {
  if (bar === undefined) return '';
  return `   bar ${bar}: ${figure < bar ? 'MISSED' : figure < moonshot ? 'passed' : `passed, and the moonshot of ${moonshot} too`}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

void main();
