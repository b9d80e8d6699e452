import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { halvesOf, runDiagnose, runNothing, withLogFolder } from './measure-command.js';

const SEED = join(__dirname, '../fixtures/seed');

/** From the start of a cold process to its last word on the seed's log. */
const FIRST_ANSWER_MILLISECONDS = { bar: 250, moonshot: 120 };
const COLD_RUNS = 11;

/** How many times as fast as one core two threads must be on two. */
const THREADS_RATIO = { bar: 1.7, moonshot: 1.9 };
const THREAD_RUNS = 3;

const PEAK_MEGABYTES = { bar: 300, moonshot: 150 };

/** Measures the built `mailflow diagnose` as a person meets it, and prints it against its bars: how soon it answers, what threads bring, what memory it takes. */
export async function reportCommand({ threads, memory }: { readonly threads: number; readonly memory: number }): Promise<void> {
  print(
    `\nmailflow diagnose on ${availableParallelism()} × ${cpus()[0]?.model ?? 'an unknown processor'}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
  );
  const [cold, nothing]: [number[], number[]] = [[], []];
  for (let run = 0; run < COLD_RUNS; run += 1) {
    cold.push((await runDiagnose([SEED], { reporting: false })).milliseconds);
    nothing.push(await runNothing());
  }
  const answer = median(cold);
  const verdict = `${below(answer, FIRST_ANSWER_MILLISECONDS, 'ms')} (Node.js with nothing to do: ${median(nothing).toFixed(0)} ms)`;
  print(line('first answer, cold process', `${answer.toFixed(0)} ms`, verdict));

  if (threads > 0) await withLogFolder(threads, (folder) => reportThreads(threads, folder));
  if (memory > 0) {
    const { peakMegabytes, milliseconds } = await withLogFolder(memory, (folder) =>
      runDiagnose(['--workers', '1', folder], { reporting: true }),
    );
    const took = `${(memory / 1024).toFixed(1)} GB in ${(milliseconds / 1000).toFixed(0)} s`;
    print(line(`peak memory, ${took}`, `${peakMegabytes.toFixed(0)} MB`, below(peakMegabytes, PEAK_MEGABYTES, 'MB')));
  }
}

async function reportThreads(megabytes: number, folder: string): Promise<void> {
  const [one, two, apart]: [number[], number[], number[]] = [[], [], []];
  const halves = halvesOf(folder);
  const peaks: number[] = [];
  for (let run = 0; run < THREAD_RUNS; run += 1) {
    one.push((await runDiagnose(['--workers', '1', folder], { reporting: true, onOneCore: true })).milliseconds);
    const { milliseconds, peakMegabytes } = await runDiagnose(['--workers', '2', folder], { reporting: true });
    two.push(milliseconds);
    peaks.push(peakMegabytes);
    const processes = await Promise.all(halves.map((files) => runDiagnose(['--workers', '1', ...files], { reporting: true })));
    apart.push(Math.max(...processes.map((process) => process.milliseconds)));
  }
  const ratio = median(one) / median(two);
  const verdict =
    availableParallelism() < 2
      ? 'one core: nothing to compare'
      : `bar ${THREADS_RATIO.bar} ×: ${ratio < THREADS_RATIO.bar ? 'MISSED' : ratio < THREADS_RATIO.moonshot ? 'passed' : `passed, and the moonshot of ${THREADS_RATIO.moonshot} × too`}`;
  const rates = `${(megabytes / (median(one) / 1000)).toFixed(0)} → ${(megabytes / (median(two) / 1000)).toFixed(0)} MB/s`;
  print(
    line(
      `two threads on two cores instead of one on one, ${megabytes / 1024} GB`,
      `${ratio.toFixed(2)} ×`,
      `${verdict} (${rates} by the clock; ${median(peaks).toFixed(0)} MB)`,
    ),
  );
  print(line('two processes that share nothing, half each', `${(median(one) / median(apart)).toFixed(2)} ×`, 'what this machine gives'));
}

function below(figure: number, { bar, moonshot }: { readonly bar: number; readonly moonshot: number }, unit: string): string {
  return `bar ${bar} ${unit}: ${figure >= bar ? 'MISSED' : figure >= moonshot ? 'passed' : `passed, and the moonshot of ${moonshot} ${unit} too`}`;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[figures.length >> 1] ?? NaN;
}

function line(name: string, figure: string, verdict: string): string {
  return `  ${name.padEnd(50)} ${figure.padStart(11)}   ${verdict}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
