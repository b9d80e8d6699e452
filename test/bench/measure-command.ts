import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { filesOf } from './exchange-files.js';
import { generateLog } from './log-generator.js';

const MAILFLOW = join(__dirname, '../../dist/start.js');

/** What a run of the built command took. */
export interface CommandRun {
  readonly milliseconds: number;
  readonly peakMegabytes: number;
}

/**
 * Has the process say at its end what it took: its parent cannot ask. On Linux the peak that `resourceUsage` gives is at least what the parent had when
 * the process was made, so it is taken from what the kernel says of the process itself.
 */
const REPORTER = `data:text/javascript,${encodeURIComponent(`
  import { existsSync, readFileSync, writeSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  const peakKilobytes = () =>
    existsSync('/proc/self/status') ? Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) : process.resourceUsage().maxRSS;
  if (isMainThread) process.on('exit', () => writeSync(3, JSON.stringify({ peakKilobytes: peakKilobytes() })));
`)}`;

/** What keeps a process on one core: without it Node.js compiles and collects garbage on the others. Only Linux has it; elsewhere there is nothing. */
const ON_ONE_CORE = ['taskset', '--cpu-list', '0'];
const CAN_KEEP = spawnSync(ON_ONE_CORE[0] ?? '', [...ON_ONE_CORE.slice(1), 'true']).status === 0;

export interface HowToRun {
  /** Has the process say what it took. A person runs it without, and there every millisecond counts. */
  readonly reporting: boolean;
  /** Keeps the process on one core, where the system can. */
  readonly onOneCore?: boolean;
}

/** Runs the built `mailflow diagnose` in a process of its own. */
export async function runDiagnose(args: readonly string[], { reporting, onOneCore = false }: HowToRun): Promise<CommandRun> {
  const began = performance.now();
  const [command = '', ...rest] = [
    ...(onOneCore && CAN_KEEP ? ON_ONE_CORE : []),
    process.execPath,
    ...(reporting ? ['--import', REPORTER] : []),
    MAILFLOW,
    'diagnose',
    '--json',
    ...args,
  ];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const [said, report] = await Promise.all([text(child.stdio[1] as Readable), text(child.stdio[3] as Readable)]);
  if (child.exitCode === null) await once(child, 'close');
  const milliseconds = performance.now() - began;
  if (child.exitCode !== 1 || !said.includes('"findings"')) throw new Error(`mailflow diagnose ended with ${String(child.exitCode)}.`);
  const { peakKilobytes = NaN } = (report === '' ? {} : JSON.parse(report)) as { peakKilobytes?: number };
  return { milliseconds, peakMegabytes: peakKilobytes / 1024 };
}

/** How long Node.js itself takes to start and end, with nothing to do. */
export async function runNothing(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'close');
  return performance.now() - began;
}

/** The logs of a folder in two halves, each with half of every stream: for two processes that share nothing. */
export function halvesOf(folder: string): readonly (readonly string[])[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const names = readdirSync(folder).sort(compare);
  const streams = ['SEND', 'RECV'].map((stream) => names.filter((name) => name.startsWith(stream)));
  return [0, 1].map((half) =>
    streams.flatMap((of) => of.filter((_name, at) => Math.floor((2 * at) / of.length) === half).map((name) => join(folder, name))),
  );
}

/** Files of a generated log that are written; of a larger log they come again under other names, so that the disk need not hold it. */
const DISTINCT_MEGABYTES = 256;

/** Makes a folder with so much log, in files as Exchange writes them, for as long as `use` needs it. */
export async function withLogFolder<Result>(megabytes: number, use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-bench-'));
  try {
    fill(folder, megabytes);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fill(folder: string, megabytes: number): void {
  const files = filesOf(generateLog({ megabytes: Math.min(megabytes, DISTINCT_MEGABYTES) }).bytes).map(({ stream, bytes }, at) => ({
    nameIn: (hour: number) => join(folder, `${stream === 'hub/smtp-send' ? 'SEND' : 'RECV'}${2024051400 + hour}-${at + 1}.LOG`),
    bytes,
  }));
  let written = 0;
  for (let hour = 0; ; hour += 1) {
    for (const { nameIn, bytes } of files) {
      if (written >= megabytes * 1024 * 1024) return;
      if (hour === 0) writeFileSync(nameIn(hour), bytes);
      else linkSync(nameIn(0), nameIn(hour));
      written += bytes.length;
    }
  }
}
