import { stat } from 'node:fs/promises';
import { lastRecordEnd } from '../log/record-end.js';
import type { Stream } from '../log/log-file.js';
import type { ShipEvent } from './events.js';
import type { Findings } from './log-finder.js';
import type { Checkpoint, Memory } from './memory.js';
import { readLogFile } from './read-log-file.js';

/** How one log stands. */
export interface LogStanding {
  readonly stream: Stream;
  readonly file: string;
  readonly path: string;
  readonly bytes: number;
  readonly shippedBytes: number;
  readonly pendingBytes: number;
}

export interface Survey {
  /** How many logs there are. */
  readonly files: number;
  /** Those that were asked for, oldest first. */
  readonly logs: readonly LogStanding[];
  readonly backlogBytes: number;
  /** What is wrong with the folders. */
  readonly remarks: readonly ShipEvent[];
}

/**
 * How the logs stand, by what is remembered and by what the folders hold now. It changes nothing.
 *
 * @param wanted `behind` leaves out the logs that are shipped whole, of which there may be thousands
 * @param rest called between two files
 */
export async function survey(
  { logs: found, remarks }: Findings,
  { files: remembered }: Memory,
  wanted: 'all' | 'behind',
  rest: () => Promise<void> = () => Promise.resolve(),
): Promise<Survey> {
  const byPath = new Map<string, Checkpoint>();
  for (const checkpoint of remembered) byPath.set(checkpoint.path, checkpoint);
  const logs: LogStanding[] = [];
  let [files, backlogBytes] = [0, 0];
  for (const { path, stream, name: file } of found) {
    await rest();
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => undefined,
    );
    if (bytes === undefined) continue; // deleted in this moment
    const shippedBytes = Math.min(bytes, byPath.get(path)?.position.offset ?? 0);
    const pendingBytes = bytes - shippedBytes;
    files += 1;
    backlogBytes += pendingBytes;
    if (pendingBytes > 0 || wanted === 'all') logs.push({ stream, file, path, bytes, shippedBytes, pendingBytes });
  }
  return { files, logs, backlogBytes, remarks };
}

/**
 * The time of the oldest record that waits in any of these logs, in milliseconds since 1970; `undefined` when none does. Within a stream the logs follow
 * each other, so the first one that has a whole record tells.
 */
export async function oldestPending(logs: readonly LogStanding[]): Promise<number | undefined> {
  const oldest = new Map<Stream, number>();
  for (const log of logs) {
    if (log.pendingBytes === 0 || oldest.has(log.stream)) continue;
    const at = await pendingSince(log);
    if (at !== undefined) oldest.set(log.stream, at);
  }
  return oldest.size === 0 ? undefined : Math.min(...oldest.values());
}

/** Pending bytes up to which all of them are looked at; of more, surely one is a whole record. */
const FEW_BYTES = 64 * 1024;
/** Bytes in which a line begins that has its time. */
const SOME_BYTES = 4096;

/** The time of the first record of this log that waits; `undefined` when nothing waits, or only a record that Exchange is still writing. */
export async function pendingSince({ path, shippedBytes, pendingBytes }: LogStanding): Promise<number | undefined> {
  if (pendingBytes === 0) return undefined;
  const reading = await readLogFile(path, shippedBytes, pendingBytes <= FEW_BYTES ? pendingBytes : SOME_BYTES);
  if (reading.kind !== 'read') return undefined;
  if (pendingBytes <= FEW_BYTES && lastRecordEnd(reading.bytes) === 0) return undefined;
  const [, time] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z),/m.exec(reading.bytes.toString('latin1')) ?? [];
  const said = Date.parse(time ?? '');
  return Number.isNaN(said) ? reading.look.mtimeMs : said;
}

/** Whole seconds since then; a record from a clock that was ahead is not of the future. */
export function secondsSince(then: number | undefined, now: number): number {
  return then === undefined ? 0 : Math.max(0, Math.round((now - then) / 1000));
}
