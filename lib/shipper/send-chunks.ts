import type { UploadGrant } from '../contract/uploads.js';
import type { GrantSettings } from './ask-grants.js';
import { advance } from './checkpoint.js';
import type { Checkpoint } from './memory.js';
import { metadataOf, type Chunk } from './chunk.js';
import { compress } from './compress.js';
import { collectGarbage, collectPacked } from './garbage.js';
import type { LedgerFollower } from './follow-ledger.js';
import { Grants } from './grants.js';
import type { Persistence } from './persistent-exchange.js';
import { pseudonymiseInPlace, roomToGrow } from '../privacy/pseudonymise.js';
import type { Pseudonyms } from '../privacy/pseudonyms.js';
import { readLog } from './read-log.js';
import type { Room } from './room.js';
import { LogStop, ServiceStop } from './stops.js';
import { upload } from './upload.js';

/** To whom, with whose names, and in which memory. */
export interface SendSettings extends GrantSettings {
  /** For the bytes of one chunk at a time, with pseudonyms in them where they are put. */
  readonly room: Room;
}

/** Logs whose chunks were not all sent. */
export interface Unsent {
  /** They met a problem of their own and are to be left alone for this round. */
  readonly heldUp: ReadonlySet<Checkpoint>;
  /** The ledger knows them cut in other places; what they have planned now is to be sent. */
  readonly replanned: ReadonlySet<Checkpoint>;
}

/**
 * Sends planned chunks in order and moves each checkpoint on as its chunks are stored. They go one after the other: so what the store
 * holds of a log is a prefix of it at any moment, and a failure leaves no holes.
 *
 * A chunk that can't be read or is refused holds up only its own log.
 *
 * @throws ServiceStop when there is no point in going on, or the signal's reason; what was stored until then is in the checkpoints.
 */
export async function sendChunks(
  chunks: readonly Chunk[],
  settings: SendSettings,
  ledger: LedgerFollower,
  persistence: Persistence,
): Promise<Unsent> {
  const heldUp = new Set<Checkpoint>();
  const replanned = new Set<Checkpoint>();
  const grants = new Grants(chunks, settings, persistence);
  for (const chunk of chunks) {
    const { checkpoint } = chunk;
    if (heldUp.has(checkpoint) || replanned.has(checkpoint)) continue;
    persistence.signal?.throwIfAborted();
    await persistence.wire.pace.rest(persistence.signal);
    try {
      const sent = await sendChunk(chunk, grants, settings, persistence);
      if (sent === 'stored') {
        advance(checkpoint, chunk.to);
      } else {
        await ledger.follow(chunk, grants.heldOf(checkpoint));
        replanned.add(checkpoint);
      }
    } catch (error) {
      if (!(error instanceof LogStop)) throw error;
      persistence.tell(error.problem);
      heldUp.add(checkpoint);
    }
  }
  return { heldUp, replanned };
}

type Sent = 'stored' | 'held-in-other-pieces';

/** Sends with the chunk's grant and, where the store refuses that, once more with a new one. */
async function sendChunk(chunk: Chunk, grants: Grants, settings: SendSettings, persistence: Persistence): Promise<Sent> {
  const answer = await grants.of(chunk);
  if ('held' in answer) return 'held-in-other-pieces';
  const first = await sendGranted(chunk, answer, grants.pseudonyms, settings, persistence);
  if (first === 'stored') return first;

  persistence.tell({ name: 'grant-renewed', file: chunk.checkpoint.name, code: first.code });
  const renewed = await grants.renewed(chunk);
  if ('held' in renewed) return 'held-in-other-pieces';
  const second = await sendGranted(chunk, renewed, grants.pseudonyms, settings, persistence);
  if (second === 'stored') return second;
  throw new ServiceStop({ name: 'grants-refused', host: new URL(renewed.url).host, status: second.status, code: second.code });
}

interface GrantRefused {
  readonly status: number;
  readonly code: string;
}

async function sendGranted(
  chunk: Chunk,
  grant: UploadGrant,
  pseudonyms: Pseudonyms | undefined,
  { room }: SendSettings,
  persistence: Persistence,
): Promise<'stored' | GrantRefused> {
  const { checkpoint, from, to, codec } = chunk;
  const length = to.offset - from.offset;
  const before = pseudonyms === undefined ? 0 : roomToGrow(length);
  const memory = room.of(before + length);
  const { bytes, header, look } = await readLog(checkpoint, from.offset, length, { of: (some) => memory.subarray(before, before + some) });
  if (bytes.length < length) {
    throw new LogStop({ name: 'file-truncated', path: checkpoint.path, size: look.size, shippedUpTo: to.offset });
  }
  const shipped = pseudonyms === undefined ? bytes : pseudonymiseInPlace(memory, before, pseudonyms);
  const packed = await compress(shipped, codec);
  const result = await upload(packed, grant, metadataOf(header, from.line, shipped, pseudonyms !== undefined), persistence);
  collectPacked();
  collectGarbage();
  const about = { file: checkpoint.name, stream: checkpoint.stream, from: from.offset, to: to.offset };
  switch (result.kind) {
    case 'stored':
      persistence.tell({ name: 'chunk-shipped', ...about, compressedBytes: packed.length });
      return 'stored';
    case 'already-stored':
      persistence.tell({ name: 'chunk-already-stored', ...about });
      return 'stored';
    case 'grant-refused':
      return result;
    case 'blob-refused':
      throw new LogStop({ name: 'upload-refused', file: checkpoint.name, status: result.status, code: result.code });
  }
}
