import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheWhole, ShipperRun } from '../chaos/shipper-under-test.js';
import { Authority } from '../probe/certificates.js';
import { edgesOf, filesOf } from './exchange-files.js';
import { generateLog } from './log-generator.js';
import type { ProcessFigures } from './process-figures.js';
import { openSink, type Sink } from './sink.js';

/** What gzip alone takes at the level that a busy server can afford (performance.md); reading, cutting, sums and sending included, brotli must stay below. */
const CPU_SECONDS_PER_GIB = 7.1;
/** All that it may hold, with the pages of its program, in bytes. */
const PEAK_BYTES = 80 * 1000 ** 2;
const CPU_PERCENT = 10;
/** Logs that a server keeps for some days, in a month, and in half a year: hourly ones of seven streams. */
const QUIET_LOGS = [500, 5_000, 30_000];
/** Those of a month. */
const USUAL_LOGS = 5_000;
const QUIET_BYTES = 4096;
const QUIET_SECONDS = 20;
/** A time at which a log was written that nobody writes to any more, in seconds since 1970. */
const LONG_AGO = 1_600_000_000;
const LIMITED_SECONDS = 30;
/** What the shipper may use at once before its share counts. */
const BURST_SECONDS = 2;
/** A backlog so small that memory that grows with it would show beside a large one. */
const SMALL_BACKLOG = 32;

const ALL_AT_ONCE = `with pseudonyms, an authority of its own and ${USUAL_LOGS} other logs`;

const MEBIBYTE = 1024 ** 2;

/**
 * Measures the shipper as a process: the executable that is delivered, which MAILFLOW_SHIPPER names or which is made for it; all of its file is in the
 * system's cache, which gives a process the most pages of it. Memory is measured with TLS, by the authorities that the machine trusts, which take some of it; processor time without, as its
 * bar is meant.
 */
export async function reportShipper(megabytes: number): Promise<void> {
  const executable = process.env['MAILFLOW_SHIPPER'] ?? packaged();
  cacheWhole(executable);
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-bench-'));
  const authority = await Authority.found();
  const [plain, secure] = [await openSink(), await openSink(await authority.issue(['localhost']))];
  try {
    print(`\nThe shipper (${executable}), to a sink on this machine`);
    writeFileSync(join(folder, 'authorities.pem'), authority.pem);
    writeFileSync(join(folder, 'token'), 'mfs_bench');
    const bench = new ShipperBench(folder, executable, plain);
    await bench.backlog(megabytes);
    await bench.limit(megabytes);
    const memory = new ShipperBench(folder, executable, secure);
    for (const size of [SMALL_BACKLOG, megabytes]) await memory.memoryOfBacklog(size, 'as it is');
    await memory.memoryOfBacklog(megabytes, 'with pseudonyms', { pseudonymKeyFile: 'pseudonym-key' });
    memory.writesOldLogs(`memory-${megabytes}-${ALL_AT_ONCE}`, USUAL_LOGS);
    await memory.memoryOfBacklog(megabytes, ALL_AT_ONCE, { pseudonymKeyFile: 'pseudonym-key', authoritiesFile: 'authorities.pem' });
    for (const logs of QUIET_LOGS) await memory.quiet(logs);
  } finally {
    plain.close();
    secure.close();
    rmSync(folder, { recursive: true });
  }
}

/** A shipper that could ship nothing would need little. */
async function shipped(run: ShipperRun): Promise<void> {
  const { code, said } = await run.ended();
  if (code !== 0) throw new Error(said);
}

/** @returns the path of a fresh one. */
function packaged(): string {
  const folder = execFileSync(process.execPath, ['packaging/package-shipper.mjs', 'linux-x64'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return join(process.cwd(), folder.trim().split('\n').at(-1) ?? '', 'mailflow');
}

class ShipperBench {
  constructor(
    readonly folder: string,
    readonly executable: string,
    readonly sink: Sink,
  ) {}

  async backlog(megabytes: number): Promise<void> {
    const bytes = this.#writes('backlog', megabytes);
    const run = this.#ships('backlog', { cpuPercent: 100 });
    const began = performance.now();
    await shipped(run);
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
  }

  async memoryOfBacklog(megabytes: number, told: string, settings: object = {}): Promise<void> {
    const name = `memory-${megabytes}-${told}`;
    this.#writes(name, megabytes);
    const run = this.#ships(name, { cpuPercent: 100, ...settings });
    await shipped(run);
    print(`  memory, backlog of ${megabytes} MiB ${told}: ${memory(run.figures)}`);
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

  async quiet(count: number): Promise<void> {
    const name = `quiet-${count}`;
    this.writesOldLogs(name, count);
    const whole = this.#ships(name, { cpuPercent: 100 });
    await shipped(whole);
    const run = this.#ships(name, { cpuPercent: 100 }, '--watch');
    await run.follows();
    await sleep(QUIET_SECONDS * 1000);
    const before = run.figures;
    await sleep(QUIET_SECONDS * 1000);
    const { cpuSeconds } = run.figures;
    run.kill();
    await run.ended();
    const percent = ((cpuSeconds - before.cpuSeconds) / QUIET_SECONDS) * 100;
    print(`  ${count} logs and nothing new: ${percent.toFixed(1)} % of one core   bar ${CPU_PERCENT}: ${verdict(percent <= CPU_PERCENT)}`);
    print(`  memory, ${count} logs: ${memory(run.figures)} (${memory(whole.figures)} while they were shipped)`);
  }

  /** Small ones, with which Exchange has done long ago. */
  writesOldLogs(name: string, count: number): void {
    const logs = join(this.folder, name, 'FrontEnd', 'ProtocolLog', 'SmtpReceive');
    mkdirSync(logs, { recursive: true });
    const [sample] = filesOf(generateLog({ megabytes: 2 }).bytes);
    const content = sample?.bytes.subarray(0, edgesOf(sample.bytes, QUIET_BYTES)[1]) ?? Buffer.alloc(0);
    for (let log = 0; log < count; log += 1) {
      const file = `RECV${new Date(Date.UTC(2020, 0, 1) + log * 3_600_000).toISOString().slice(0, 13).replace(/\D/g, '')}-1.LOG`;
      writeFileSync(join(logs, file), content);
      utimesSync(join(logs, file), LONG_AGO, LONG_AGO);
    }
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
      JSON.stringify({
        api: this.sink.url,
        folders: [join(this.folder, name)],
        stateFile: `${name}.state`,
        ...settings,
      }),
    );
    // As a machine's own authority is named on Linux.
    return new ShipperRun([this.executable], ['ship', '--config', config, ...options], {
      SSL_CERT_FILE: join(this.folder, 'authorities.pem'),
    });
  }
}

/** Another log than the one that it was made of: by its #Date. */
function redated(bytes: Buffer, hour: number): Buffer {
  const date = new Date(Date.UTC(2026, 10, 26) + hour * 1000).toISOString();
  const head = bytes.toString('latin1', 0, 400).replace(/^#Date: .*?\r?$/m, `#Date: ${date}`);
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes.subarray(400)]);
}

function memory({ peakBytes, ownBytes }: ProcessFigures): string {
  const [peak, own] = [peakBytes, ownBytes].map((bytes) => (bytes / 1000 ** 2).toFixed(0));
  return `at most ${peak} MB, ${own} of it its own   bar ${PEAK_BYTES / 1000 ** 2}: ${verdict(peakBytes <= PEAK_BYTES)}`;
}

function verdict(kept: boolean): string {
  return kept ? 'kept' : 'MISSED';
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
