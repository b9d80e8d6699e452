import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportColdStart } from './cold-start.js';
import type { Figure, Reading } from './contender-process.js';
import { contenders, type Contender } from './contenders.js';
import { generateLog } from './log-generator.js';
import { peers } from './peers.js';
import { reportApi } from './report-api.js';
import { reportDashboard } from './report-dashboard.js';
import { reportCommand } from './report-command.js';
import { reportOperations } from './report-operations.js';
import { reportShipper } from './report-shipper.js';

/** Sizes that are measured when none is asked for. Up to some 100 MB start-up and compilation are most of the time: both are worth knowing. */
const SIZES = [64, 512];
/** In the first three or four a contender's code is still being compiled; what the very first gave is printed beside the median. */
const ROUNDS = 9;

/** Peers are slow; of a large log the one with a bar against it is enough. */
const LARGEST_FOR_ALL_PEERS = 64;
/** Tenants whose tables are filled for `--api`, and answers that are timed of each list. */
const API_TENANTS = 200;
const API_ROUNDS = 100;
/** First visits that are timed for `--dashboard`. It needs a browser, so it is measured alone. */
const DASHBOARD_VISITS = 15;
/** Log that is sent through storage, to count what that is asked for. */
const OPERATIONS_MEGABYTES = 32;
/**
 * Log that `mailflow diagnose` reads with one thread and with several: so much that what each thread compiles for itself, the work of a second, is little
 * beside it. And log that must not fill its memory.
 */
const THREADS_MEGABYTES = 16_384;
const MEMORY_MEGABYTES = 10_240;
/** Log that the shipper ships; it is measured alone with --shipper. */
const SHIPPED_MEGABYTES = 512;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--api')) {
    await reportApi(API_TENANTS, API_ROUNDS);
    return;
  }
  if (args.includes('--dashboard')) {
    await reportDashboard(DASHBOARD_VISITS);
    return;
  }
  if (args.includes('--shipper')) {
    await reportShipper(SHIPPED_MEGABYTES);
    return;
  }
  const { sizes, rounds, operations, threads, memory } = commandLine(args);
  if (args.includes('--cold-start')) {
    await reportColdStart(rounds);
    return;
  }
  print(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1) ?? '?'}. MB/s of user CPU, median of ${rounds} interleaved rounds.`,
  );
  for (const megabytes of sizes) await measureAll(megabytes, rounds);
  await reportCommand({ threads, memory });
  if (operations > 0) await reportOperations(operations);
  await reportShipper(SHIPPED_MEGABYTES);
  await reportColdStart(rounds);
}

interface Wanted {
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly operations: number;
  readonly threads: number;
  readonly memory: number;
}

function commandLine(args: readonly string[]): Wanted {
  const valuesOf = (option: string): number[] =>
    args.flatMap((arg, at) => (arg === option ? [Number(args[at + 1])] : [])).filter((value) => value >= 0);
  const sizes = valuesOf('--mb');
  return {
    sizes: sizes.length > 0 ? sizes.filter((size) => size > 0) : SIZES,
    rounds: valuesOf('--rounds')[0] ?? ROUNDS,
    operations: valuesOf('--operations-mb')[0] ?? OPERATIONS_MEGABYTES,
    threads: valuesOf('--threads-mb')[0] ?? THREADS_MEGABYTES,
    memory: valuesOf('--memory-mb')[0] ?? MEMORY_MEGABYTES,
  };
}

async function measureAll(megabytes: number, rounds: number): Promise<void> {
  const { bytes, truth } = generateLog({ megabytes });
  print(`\n${megabytes} MB: ${truth.lines} lines, ${truth.records} records, ${truth.sessions} sessions`);
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-bench-'));
  const reading: Reading = { path: join(folder, 'SEND.LOG'), truth };
  try {
    writeFileSync(reading.path, bytes);
    const comparable = peers().filter(({ yardstick }) => yardstick !== undefined || megabytes <= LARGEST_FOR_ALL_PEERS);
    // Each has a process of its own: what one taught the compiler would slow the next down.
    const running = [...contenders, ...comparable].map((contender) => ({ contender, child: start(contender), figures: [] as Figure[] }));
    for (let round = 0; round < rounds; round++) {
      for (const { child, figures } of running) figures.push(await ask(child, reading));
    }
    for (const { child } of running) child.disconnect();
    const results = running.map(({ contender, figures }) => ({ contender, figure: median(figures), first: figures[0] }));
    const yardsticks = new Map(results.map(({ contender, figure }) => [contender.yardstick, figure]));
    for (const { contender, figure, first } of results) print(line(contender, figure, first, yardsticks));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function start({ name }: Contender): ChildProcess {
  return fork(join(__dirname, '../typescript.js'), [join(__dirname, 'contender-process.ts'), name]);
}

async function ask(child: ChildProcess, reading: Reading): Promise<Figure> {
  child.send(reading);
  const [figure] = (await once(child, 'message')) as [Figure];
  return figure;
}

function median(figures: readonly Figure[]): Figure {
  const numbers = figures.filter((figure) => typeof figure === 'number').sort((one, other) => one - other);
  const excuse = figures.find((figure) => typeof figure === 'string');
  return excuse ?? numbers[numbers.length >> 1] ?? 'not run';
}

function line(
  { name, bar, moonshot, times = {} }: Contender,
  figure: Figure,
  first: Figure | undefined,
  yardsticks: ReadonlyMap<string | undefined, Figure>,
): string {
  if (typeof figure === 'string') return `  ${name.padEnd(50)} ${figure}`;
  const verdicts = [
    verdict(figure, bar, moonshot),
    ...Object.entries(times).map(([peer, count]) => compared(figure, count, peer, yardsticks.get(peer))),
  ].filter((text) => text !== '');
  const cold = typeof first === 'number' ? `(first round ${first.toFixed(0)})` : '';
  return `  ${name.padEnd(50)} ${figure.toFixed(0).padStart(6)} MB/s ${cold.padEnd(19)} ${verdicts.join('; ')}`.trimEnd();
}

function verdict(figure: number, bar: number | undefined, moonshot = Infinity): string {
  if (bar === undefined) return '';
  return `bar ${bar}: ${figure < bar ? 'MISSED' : figure < moonshot ? 'passed' : `passed, and the moonshot of ${moonshot} too`}`;
}

/** A ratio within one run holds where absolute figures change with the machine. */
function compared(figure: number, times: number, peer: string, yardstick: Figure | undefined): string {
  if (typeof yardstick !== 'number') return '';
  return `bar ${times} × ${peer}: ${figure < times * yardstick ? 'MISSED' : 'passed'} (${(figure / yardstick).toFixed(1)} ×)`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

void main();
