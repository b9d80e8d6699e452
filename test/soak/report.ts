import { sumOf, perUnit, type OperationCounts } from '../bench/storage-operations.js';
import { percentile, type Latency } from './markers.js';

/** What a soak came to. */
export interface SoakResult {
  readonly mebibytes: number;
  /** From the shippers' start to the last chunk's receipt. */
  readonly seconds: number;
  readonly operations: OperationCounts;
  /** How often the API was asked for a marker meanwhile. */
  readonly polls: number;
  readonly latencies: readonly Latency[];
  readonly hostPeakBytes: number;
  readonly shipperPeakBytes: number;
  readonly shippers: number;
  /** In what the tables differ from what was written. */
  readonly wrong: readonly string[];
}

/** The token, its tenant, and the findings. */
const OPERATIONS_OF_A_POLL = 3;
const MEBIBYTE = 1024 * 1024;

/** Prints it. */
export function report({
  mebibytes,
  seconds,
  operations,
  polls,
  latencies,
  hostPeakBytes,
  shipperPeakBytes,
  shippers,
  wrong,
}: SoakResult): void {
  print(`\n${mebibytes.toFixed(0)} MiB in ${seconds.toFixed(0)} s: ${(mebibytes / seconds).toFixed(1)} MiB/s from file to finding`);
  for (const when of ['loaded', 'idle'] as const) {
    const of = latencies.filter((latency) => latency.when === when);
    print(
      `Line written → finding queryable, ${when}: p50 ${shown(percentile(of, 0.5))}, p95 ${shown(percentile(of, 0.95))} of ${of.length} markers`,
    );
  }
  const ofPolls = polls * OPERATIONS_OF_A_POLL;
  print(
    `Storage operations: ${((sumOf(operations) - ofPolls) / mebibytes).toFixed(1)} per MiB without ${ofPolls} for ${polls} looks for a marker; in all ${perUnit(operations, mebibytes)}`,
  );
  print(
    `Peak memory: host with the emulator and all it holds ${megabytes(hostPeakBytes)}, ${shippers} shippers in one process ${megabytes(shipperPeakBytes)}`,
  );
  print(wrong.length === 0 ? 'Every byte is in the ledger, every session is counted once.' : `WRONG:\n  ${wrong.join('\n  ')}`);
}

function shown(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'unknown' : `${(milliseconds / 1000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(0)} MiB`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
