import { createHash } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { errorCode } from './error-code.js';
import { renameOver } from './rename-over.js';
import { StateFailure } from './state-failure.js';
import { EMPTY_MEMORY, memorySchema, takenOver, version1Schema, type Memory } from './memory.js';

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
  let text: string;
  try {
    text = await readFile(stateFile, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'missing' };
    throw new StateFailure(stateFile, 'read', error);
  }
  return parse(text);
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

/** The part of the file that the sum is of. */
function remembered(text: string, version: number): string {
  if (version === 1) return text.slice(text.indexOf('"files":') + '"files":'.length, text.lastIndexOf('}'));
  return text.slice(BEFORE.length, text.lastIndexOf(BEHIND));
}

/** Piece by piece: in one, the state of thousands of logs would be a string of megabytes, each few seconds. */
function* piecesOf({ files, lost }: Memory): Generator<string> {
  yield '{"files":[';
  for (const [index, file] of files.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(file)}`;
  yield `],"lost":${JSON.stringify(lost)}}`;
}

/** Characters that are written at once. */
const SLICE = 64 * 1024;

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
