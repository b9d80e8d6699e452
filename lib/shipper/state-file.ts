import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { CODECS } from '../contract/codec.js';
import { STREAMS } from '../log/log-file.js';
import { errorCode } from './error-code.js';

const positionSchema = z.object({ offset: z.int().nonnegative(), line: z.int().positive() });

/** Where a planned chunk ends, and how it is compressed. */
const plannedEndSchema = z.object({ to: positionSchema, codec: z.enum(CODECS) });

export type PlannedEnd = z.infer<typeof plannedEndSchema>;

const checkpointSchema = z.object({
  stream: z.enum(STREAMS),
  name: z.string(),
  date: z.string(),
  /** Where the file was last seen. */
  path: z.string(),
  /** All before it is stored. */
  position: positionSchema,
  /** The ends of the chunks behind the position that may be on their way, in order. */
  planned: z.array(plannedEndSchema),
});

/** How far one log has been shipped. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

const stateSchema = z.object({
  version: z.literal(1),
  /** Of `files` as JSON, in hex. */
  sha256: z.string(),
  files: z.array(checkpointSchema),
});

export type StateReading =
  | { readonly kind: 'read'; readonly files: readonly Checkpoint[] }
  /** A first start. */
  | { readonly kind: 'missing' }
  /** It can't be trusted, and why. */
  | { readonly kind: 'lost'; readonly reason: string };

/**
 * Reads the state file.
 *
 * @throws when it is there and can't be read: then nothing is known, and to start over would send everything twice.
 */
export async function readState(stateFile: string): Promise<StateReading> {
  let text: string;
  try {
    text = await readFile(stateFile, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'missing' };
    throw error;
  }
  return parse(text);
}

/**
 * Replaces the state file atomically: written beside, flushed to the disk, renamed. Whenever the power fails one whole state is there, the old
 * one or the new one, and either is right. What was written beside is never read.
 */
export async function writeState(stateFile: string, files: readonly Checkpoint[]): Promise<void> {
  const folder = dirname(stateFile);
  const fresh = `${stateFile}.new`;
  const json = JSON.stringify(files);
  await mkdir(folder, { recursive: true });
  await writeThrough(fresh, `{"version":1,"sha256":"${sha256(json)}","files":${json}}\n`);
  await rename(fresh, stateFile);
  await syncFolder(folder);
}

function parse(text: string): StateReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'lost', reason: 'it is no whole JSON document' };
  }
  const state = stateSchema.safeParse(json);
  if (!state.success) return { kind: 'lost', reason: 'it does not have the form of version 1' };
  const { files, sha256: said } = state.data;
  return sha256(JSON.stringify(files)) === said ? { kind: 'read', files } : { kind: 'lost', reason: 'its checksum does not match' };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function writeThrough(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
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
