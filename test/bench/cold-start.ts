import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const startSchema = z.object({
  functions: z.array(z.object({ name: z.string(), trigger: z.record(z.string(), z.unknown()) })),
  answers: z.array(z.object({ status: z.number(), body: z.string() })),
  /** Milliseconds of the processor: to load the app, and to answer a first request then. */
  loaded: z.number(),
  answered: z.number(),
});

/** A function app that was loaded in a process of its own, and answered. */
export type ColdStart = z.infer<typeof startSchema>;

/** What is asked for, by GET. */
export interface Request {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Refused, since it shows no token, and so without a look into any table. */
const REFUSED: Request = { path: '/api/v1/tenants' };

const run = promisify(execFile);

/** @param requests the first is the one that is timed */
export async function startCold(
  app: string,
  requests: readonly Request[] = [REFUSED],
  settings: Readonly<Record<string, string>> = {},
): Promise<ColdStart> {
  const { stdout } = await run(process.execPath, [join(__dirname, 'cold-start-child.js'), app, JSON.stringify(requests)], {
    // Where the app lies: modules are looked for above it, as they will be in Azure.
    cwd: dirname(app),
    env: { ...process.env, ...settings },
    maxBuffer: 16 * 1024 * 1024,
  });
  return startSchema.parse(JSON.parse(stdout));
}

/** Milliseconds of the processor that a cold start may take, from the first module to the first answer. */
const BAR = 400;
const MOONSHOT = 200;

/** Starts the packed app again and again, and the unpacked one to compare, and prints the medians. */
export async function reportColdStart(rounds: number): Promise<void> {
  print(`\nCold start: milliseconds of the processor from the first module of the app to its first answer, median of ${rounds}`);
  for (const { name, app, isDeployed } of [
    { name: 'dist/app, as it is deployed', app: 'dist/app/index.js', isDeployed: true },
    { name: 'dist/functions, unpacked', app: 'dist/functions/index.js', isDeployed: false },
  ]) {
    const starts: ColdStart[] = [];
    for (let round = 0; round < rounds; round += 1) starts.push(await startCold(join(process.cwd(), app)));
    const [load, answer] = [median(starts.map(({ loaded }) => loaded)), median(starts.map(({ answered }) => answered))];
    const sum = load + answer;
    print(
      `  ${name.padEnd(30)} ${sum.toFixed(0).padStart(5)} ms, of which ${load.toFixed(0)} to load${isDeployed ? `   ${verdict(sum)}` : ''}`,
    );
  }
}

function verdict(sum: number): string {
  return `bar ${BAR}: ${sum > BAR ? 'MISSED' : sum > MOONSHOT ? 'passed' : `passed, and the moonshot of ${MOONSHOT} too`}`;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
