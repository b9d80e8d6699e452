import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { errorCode } from './error-code.js';
import { StateFailure } from './state-failure.js';
import { EMPTY_MEMORY, memorySchema, takenOver, version1Schema, type Memory } from './memory.js';

const VERSION = 2;

const envelopeSchema = z.object({
  version: z.int().positive(),
  /** Of what is remembered, as JSON, in hex. */
  sha256: z.string(),
});

const stateSchema = envelopeSchema.extend({ version: z.literal(VERSION), memory: memorySchema });
const formerSchema = envelopeSchema.extend({ version: z.literal(1), files: version1Schema });

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
  const json = JSON.stringify(memory);
  try {
    await mkdir(folder, { recursive: true });
    await writeThrough(fresh, `{"version":${VERSION},"sha256":"${sha256(json)}","memory":${json}}\n`);
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

  const former = formerSchema.safeParse(json);
  if (former.success) return checked(said, former.data.files, () => takenOver(former.data.files));
  const state = stateSchema.safeParse(json);
  if (!state.success) return { kind: 'lost', reason: `it does not have the form of version ${version}` };
  return checked(said, state.data.memory, () => state.data.memory);
}

function checked(said: string, content: unknown, memory: () => Memory): StateReading {
  if (sha256(JSON.stringify(content)) !== said) return { kind: 'lost', reason: 'its checksum does not match' };
  return { kind: 'read', memory: memory() };
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

/** Waits before the state is renamed once more, in milliseconds: on Windows a virus scanner that reads the file keeps it from being replaced. */
const RENAMED_AFTER = [50, 200, 800];
const HELD: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

async function renameOver(fresh: string, stateFile: string): Promise<void> {
  for (const wait of RENAMED_AFTER) {
    try {
      await rename(fresh, stateFile);
      return;
    } catch (error) {
      if (!HELD.has(errorCode(error))) throw error;
      await sleep(wait);
    }
  }
  await rename(fresh, stateFile);
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
