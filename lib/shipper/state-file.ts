import { createHash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { STREAMS } from '../log/log-file.js';
import { errorCode } from './error-code.js';
import { LINE_FEED } from './position.js';
import { renameOver } from './rename-over.js';
import { StateFailure } from './state-failure.js';
import {
  checkpointSchema,
  EMPTY_MEMORY,
  lostSchema,
  memorySchema,
  takenOver,
  version1Schema,
  type Checkpoint,
  type Memory,
} from './memory.js';

const VERSION = 2;

const envelopeSchema = z.object({
  version: z.int().positive(),
  /** Of what is remembered, as it stands in the file, in hex. */
  sha256: z.string(),
});

const stateSchema = z.object({ version: z.literal(VERSION), memory: memorySchema });
const formerSchema = z.object({ version: z.literal(1), files: version1Schema });

/** What stands around the remembered; the sum comes last, since it is made while the rest is written. */
const BEFORE = `{"version":${VERSION},"memory":`;
const BEHIND = ',"sha256":"';
/** What stands around the rows of the logs. */
const OPENING = '{"files":[\n';
const CLOSING = '],"lost":';

/** Characters that are written at once, and bytes that are read. */
const SLICE = 64 * 1024;

export type StateReading =
  | { readonly kind: 'read'; readonly memory: Memory }
  /** A first start. */
  | { readonly kind: 'missing' }
  /** It can't be trusted, and why. */
  | { readonly kind: 'lost'; readonly reason: string };

/**
 * Reads the state file.
 *
 * @throws StateFailure when it is there and can't be read: then nothing is known, and to start over would send everything twice.
 */
export async function readState(stateFile: string): Promise<StateReading> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(stateFile, 'r');
    return (await readRows(handle)) ?? parse(await handle.readFile('utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'missing' };
    throw new StateFailure(stateFile, 'read', error);
  } finally {
    await handle?.close();
  }
}

/**
 * Replaces the state file atomically: written beside, flushed to the disk, renamed. Whenever the power fails one whole state is there, the old
 * one or the new one, and either is right. What was written beside is never read.
 *
 * @throws StateFailure
 */
export async function writeState(stateFile: string, memory: Memory = EMPTY_MEMORY): Promise<void> {
  const folder = dirname(stateFile);
  const fresh = `${stateFile}.new`;
  try {
    await mkdir(folder, { recursive: true });
    await writeThrough(fresh, memory);
    await renameOver(fresh, stateFile);
    await syncFolder(folder);
  } catch (error) {
    throw new StateFailure(stateFile, 'written', error);
  }
}

function parse(text: string): StateReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'lost', reason: 'it is no whole JSON document' };
  }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return { kind: 'lost', reason: 'it is no state of a shipper' };
  const { version, sha256: said } = envelope.data;
  if (version > VERSION)
    return { kind: 'lost', reason: `it has version ${version}, of a newer Mailflow; this one writes version ${VERSION}` };
  if (createHash('sha256').update(remembered(text, version)).digest('hex') !== said) {
    return { kind: 'lost', reason: 'its checksum does not match' };
  }
  const former = formerSchema.safeParse(json);
  if (former.success) return { kind: 'read', memory: takenOver(former.data.files) };
  const state = stateSchema.safeParse(json);
  return state.success
    ? { kind: 'read', memory: state.data.memory }
    : { kind: 'lost', reason: `it does not have the form of version ${version}` };
}

/**
 * Row by row, as it is written: the state of thousands of logs read in one would take several times its size for a moment, which a process
 * never quite gives back.
 *
 * @returns `undefined` for what is not written so, or was damaged since: {@link parse} tells what is wrong with it
 */
async function readRows(handle: FileHandle): Promise<StateReading | undefined> {
  const sum = createHash('sha256').update(OPENING);
  const files: Checkpoint[] = [];
  let isFirst = true;
  for await (const line of linesOf(handle)) {
    if (isFirst) {
      if (line !== `${BEFORE}${OPENING}`) return undefined;
      isFirst = false;
    } else if (line.startsWith(CLOSING)) {
      const behind = line.lastIndexOf(BEHIND);
      const lost = lostSchema.safeParse(parsed(line.slice(CLOSING.length, behind - 1)));
      const said = line.slice(behind + BEHIND.length, -'"}\n'.length);
      const isWhole = lost.success && sum.update(line.slice(0, behind)).digest('hex') === said;
      return isWhole ? { kind: 'read', memory: { files, lost: lost.data } } : undefined;
    } else {
      sum.update(line);
      const file = checkpointSchema.safeParse(parsed(line.replace(/,?\n$/, '')));
      if (!file.success) return undefined;
      files.push(compact(file.data));
    }
  }
  return undefined;
}

/** As few objects and texts as will do: there may be thousands. */
function compact({ stream, name, date, path, position, planned, size }: Checkpoint): Checkpoint {
  const own = STREAMS.find((one) => one === stream) ?? stream;
  return { stream: own, name, date, path, position: { offset: position.offset, line: position.line }, planned, size };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Each with its line end. */
async function* linesOf(handle: FileHandle): AsyncGenerator<string> {
  let left = Buffer.alloc(0);
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(SLICE), 0, SLICE, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    left = Buffer.concat([left, buffer.subarray(0, bytesRead)]);
    let from = 0;
    for (let end = left.indexOf(LINE_FEED); end >= 0; end = left.indexOf(LINE_FEED, from)) {
      yield left.toString('utf8', from, end + 1);
      from = end + 1;
    }
    left = left.subarray(from);
  }
  if (left.length > 0) yield left.toString();
}

/** The part of the file that the sum is of. */
function remembered(text: string, version: number): string {
  if (version === 1) return text.slice(text.indexOf('"files":') + '"files":'.length, text.lastIndexOf('}'));
  return text.slice(BEFORE.length, text.lastIndexOf(BEHIND));
}

/** Piece by piece, a log a line: in one, the state of thousands of logs would be a string of megabytes, each few seconds. */
function* piecesOf({ files, lost }: Memory): Generator<string> {
  let before = OPENING;
  for (const file of files) {
    yield `${before}${JSON.stringify(file)}`;
    before = ',\n';
  }
  yield before === OPENING ? OPENING : '\n';
  yield `${CLOSING}${JSON.stringify(lost)}}`;
}

async function writeThrough(path: string, memory: Memory): Promise<void> {
  const sum = createHash('sha256');
  const handle = await open(path, 'w');
  try {
    let slice = BEFORE;
    for (const piece of piecesOf(memory)) {
      sum.update(piece);
      slice += piece;
      if (slice.length < SLICE) continue;
      await handle.appendFile(slice);
      slice = '';
    }
    await handle.appendFile(`${slice}${BEHIND}${sum.digest('hex')}"}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the rename itself durable. Windows can't open a folder for that, and NTFS keeps a journal of renames by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
