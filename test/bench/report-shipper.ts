import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shipperCommand, ShipperRun } from '../chaos/shipper-under-test.js';
import { edgesOf, filesOf } from './exchange-files.js';
import { generateLog } from './log-generator.js';
import type { ProcessFigures } from './process-figures.js';
import { openSink, type Sink } from './sink.js';

/** What gzip alone takes at the level that a busy server can afford (performance.md); reading, cutting, sums and sending included, brotli must stay below. */
const CPU_SECONDS_PER_GIB = 7.1;
const PEAK_MEBIBYTES = 80;
const CPU_PERCENT = 10;
/** Logs that a server keeps in a month: hourly ones of seven streams. */
const QUIET_LOGS = 5_000;
const QUIET_BYTES = 4096;
const QUIET_SECONDS = 20;
/** A time at which a log was written that nobody writes to any more, in seconds since 1970. */
const LONG_AGO = 1_600_000_000;
const LIMITED_SECONDS = 30;
/** What the shipper may use at once before its share counts. */
const BURST_SECONDS = 2;

const MEBIBYTE = 1024 ** 2;

/**
 * Measures the shipper as a process: the packaged executable that MAILFLOW_SHIPPER names, or the bundle by this Node.js, which takes more memory.
 */
export async function reportShipper(megabytes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-bench-'));
  const sink = await openSink();
  try {
    print(`\nThe shipper (${process.env['MAILFLOW_SHIPPER'] ?? `bundle, Node ${process.version}`}), to a sink on this machine`);
    const bench = new ShipperBench(folder, sink);
    await bench.backlog(megabytes);
    await bench.limit(megabytes);
    await bench.quietMonth();
  } finally {
    sink.close();
    rmSync(folder, { recursive: true });
  }
}

class ShipperBench {
  readonly #command: readonly string[];

  constructor(
    readonly folder: string,
    readonly sink: Sink,
  ) {
    this.#command = shipperCommand(folder);
  }

  async backlog(megabytes: number): Promise<void> {
    const bytes = this.#writes('backlog', megabytes);
    const run = this.#ships('backlog', { cpuPercent: 100 });
    const began = performance.now();
    await run.ended();
    const seconds = (performance.now() - began) / 1000;
    const { cpuSeconds } = run.figures;
    const perGibibyte = (cpuSeconds * 1024 * MEBIBYTE) / bytes;
    const compressed = (bytes / this.sink.received.bytes).toFixed(1);
    print(
      `  backlog of ${(bytes / MEBIBYTE).toFixed(0)} MiB   ${(bytes / MEBIBYTE / seconds).toFixed(0)} MiB/s, ${this.sink.received.chunks} chunks, compressed ${compressed} times`,
    );
    print(
      `  processor time ${perGibibyte.toFixed(1)} s per GiB   bar ${CPU_SECONDS_PER_GIB}: ${verdict(perGibibyte <= CPU_SECONDS_PER_GIB)}`,
    );
    print(`  ${peak(run.figures)}`);
  }

  async limit(megabytes: number): Promise<void> {
    this.#writes('limited', Math.max(megabytes, 512));
    const run = this.#ships('limited', {});
    await sleep(LIMITED_SECONDS * 1000);
    const { cpuSeconds } = run.figures;
    run.kill();
    await run.ended();
    const percent = ((cpuSeconds - BURST_SECONDS) / LIMITED_SECONDS) * 100;
    print(
      `  by default ${percent.toFixed(1)} % of one core for ${LIMITED_SECONDS} s of a backlog, beside ${BURST_SECONDS} s at the start   bar ${CPU_PERCENT}: ${verdict(percent <= CPU_PERCENT + 0.5)}`,
    );
  }

  async quietMonth(): Promise<void> {
    const logs = join(this.folder, 'month', 'Hub', 'ProtocolLog', 'SmtpSend');
    mkdirSync(logs, { recursive: true });
    const [sample] = filesOf(generateLog({ megabytes: 2 }).bytes);
    const content = sample?.bytes.subarray(0, edgesOf(sample.bytes, QUIET_BYTES)[1]) ?? Buffer.alloc(0);
    for (let log = 0; log < QUIET_LOGS; log += 1) {
      const name = `SEND${new Date(Date.UTC(2026, 0, 1) + log * 3_600_000).toISOString().slice(0, 13).replace(/\D/g, '')}-1.LOG`;
      writeFileSync(join(logs, name), content);
      utimesSync(join(logs, name), LONG_AGO, LONG_AGO);
    }
    const whole = this.#ships('month', { cpuPercent: 100 });
    await whole.ended();
    const run = this.#ships('month', { cpuPercent: 100 }, '--watch');
    await run.follows();
    await sleep(QUIET_SECONDS * 1000);
    const before = run.figures;
    await sleep(QUIET_SECONDS * 1000);
    const { cpuSeconds } = run.figures;
    run.kill();
    await run.ended();
    const percent = ((cpuSeconds - before.cpuSeconds) / QUIET_SECONDS) * 100;
    print(
      `  ${QUIET_LOGS} logs and nothing new: ${percent.toFixed(1)} % of one core   bar ${CPU_PERCENT}: ${verdict(percent <= CPU_PERCENT)}`,
    );
    print(`  ${peak(run.figures)}`);
  }

  /** @returns the bytes written */
  #writes(name: string, megabytes: number): number {
    const logs = join(this.folder, name, 'Hub', 'ProtocolLog', 'SmtpSend');
    mkdirSync(logs, { recursive: true });
    const files = filesOf(generateLog({ megabytes: 32 }).bytes);
    let written = 0;
    for (let hour = 0; written < megabytes * MEBIBYTE; hour += 1) {
      const { bytes } = files[hour % files.length] ?? { bytes: Buffer.alloc(0) };
      writeFileSync(join(logs, `SEND2026112600-${hour + 1}.LOG`), redated(bytes, hour));
      written += bytes.length;
    }
    return written;
  }

  #ships(name: string, settings: object, ...options: readonly string[]): ShipperRun {
    const config = join(this.folder, `${name}.yaml`);
    writeFileSync(
      config,
      JSON.stringify({ api: this.sink.url, folders: [join(this.folder, name)], stateFile: `${name}.state`, ...settings }),
    );
    writeFileSync(join(this.folder, 'token'), 'mfs_bench');
    return new ShipperRun(this.#command, ['ship', '--config', config, ...options]);
  }
}

/** Another log than the one that it was made of: by its #Date. */
function redated(bytes: Buffer, hour: number): Buffer {
  const date = new Date(Date.UTC(2026, 10, 26) + hour * 1000).toISOString();
  const head = bytes.toString('latin1', 0, 400).replace(/^#Date: .*?\r?$/m, `#Date: ${date}`);
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes.subarray(400)]);
}

function peak({ peakBytes, ownBytes }: ProcessFigures): string {
  const [peakMebibytes, own] = [peakBytes / MEBIBYTE, ownBytes / MEBIBYTE];
  return `memory at most ${peakMebibytes.toFixed(0)} MiB, ${own.toFixed(0)} of it its own   bar ${PEAK_MEBIBYTES}: ${verdict(peakMebibytes <= PEAK_MEBIBYTES)}`;
}

function verdict(kept: boolean): string {
  return kept ? 'kept' : 'MISSED';
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
