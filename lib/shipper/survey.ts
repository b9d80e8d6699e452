import { stat } from 'node:fs/promises';
import { lastRecordEnd } from '../log/record-end.js';
import type { Stream } from '../log/log-file.js';
import type { KnownLog } from './known-logs.js';
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

/** How a log stands now; `undefined` when it was deleted in this moment. */
export async function standingOf({ path, stream, name: file }: KnownLog, shipped: number): Promise<LogStanding | undefined> {
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
  if (bytes === undefined) return undefined;
  const shippedBytes = Math.min(bytes, shipped);
  return { stream, file, path, bytes, shippedBytes, pendingBytes: bytes - shippedBytes };
}

/** What waits, in all logs. */
export interface Backlog {
  /** How many logs there are. */
  readonly files: number;
  readonly bytes: number;
  /** The time of the oldest record that waits, in milliseconds since 1970; `undefined` when none does. */
  readonly since: number | undefined;
}

/**
 * By what is remembered and by what the folders hold now. It changes nothing.
 *
 * @param logs oldest first
 * @param shippedBytes how many bytes of a log are stored; `undefined` for one of which nothing is left, and those are thousands
 * @param rest called between two files
 */
export async function backlogOf(
  logs: readonly KnownLog[],
  shippedBytes: (log: KnownLog) => Promise<number | undefined>,
  rest: () => Promise<void>,
): Promise<Backlog> {
  let [files, bytes] = [0, 0];
  // Within a stream the logs follow each other, so the first one that has a whole record tells.
  const oldest = new Map<Stream, number>();
  for (const log of logs) {
    const shipped = await shippedBytes(log);
    if (shipped === undefined) {
      files += 1;
      continue;
    }
    await rest();
    const standing = await standingOf(log, shipped);
    if (standing === undefined) continue;
    files += 1;
    bytes += standing.pendingBytes;
    const since = oldest.has(log.stream) ? undefined : await pendingSince(standing);
    if (since !== undefined) oldest.set(log.stream, since);
  }
  return { files, bytes, since: oldest.size === 0 ? undefined : Math.min(...oldest.values()) };
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
