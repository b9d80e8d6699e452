import { MAX_CHUNK_BYTES } from '../contract/uploads.js';
import { endOfPlan } from './checkpoint.js';
import type { Checkpoint, FileLook } from './memory.js';
import type { Chunk } from './chunk.js';
import { cutChunk } from './cut-chunk.js';
import type { Tell } from './events.js';
import type { FinishedLogs } from './finished-logs.js';
import type { KnownLog } from './known-logs.js';
import type { ShipSettings } from './options.js';
import { readLog } from './read-log.js';
import type { Room } from './room.js';

export type Ripe =
  | {
      readonly kind: 'chunk';
      readonly chunk: Chunk;
      /** It reached the end of the file. To look behind it would go on for ever where a log is written all the time. */
      readonly last: boolean;
      /** Bytes are left that wait. */
      readonly waits: boolean;
      /** How the file looks; when it looks so behind the last chunk, nothing can come of it before it changes. */
      readonly look: FileLook;
    }
  | {
      readonly kind: 'none';
      readonly waits: boolean;
      /** Given when nothing can come of this file before it changes. */
      readonly settled?: FileLook;
    };

/** Which chunk of a log is ripe to be sent: a full one at once, one that still grows when it is old enough. */
export class RipeChunks {
  readonly #settings: ShipSettings;
  readonly #room: Room;
  /** When bytes were first seen that don't fill a chunk. */
  readonly #partialSince = new WeakMap<KnownLog, number>();

  constructor(settings: ShipSettings, room: Room) {
    this.#settings = settings;
    this.#room = room;
  }

  /**
   * The next chunk behind those that are planned; it is added to the checkpoint's plan.
   *
   * @param draining ship what there is, however young
   * @param finished logs that will not grow any more
   * @throws LogStop when the log can't be read.
   */
  async next(log: KnownLog, checkpoint: Checkpoint, draining: boolean, finished: FinishedLogs, tell: Tell): Promise<Ripe> {
    const { codec, maxChunkBytes } = this.#settings;
    const from = endOfPlan(checkpoint);
    const cut = await cutChunk(
      (offset, length) => readLog(checkpoint, offset, length, this.#room),
      from,
      maxChunkBytes,
      ({ look }) => finished.has(checkpoint, look),
    );
    const waits = cut.left > 0;
    if (cut.kind === 'wait') {
      // With chunks on their way the file isn't done with, whatever its end looks like.
      return checkpoint.planned.length === 0 ? { kind: 'none', waits, settled: cut.part.look } : { kind: 'none', waits };
    }
    if (!cut.full && !draining && this.#isYoung(log)) return { kind: 'none', waits: true };

    this.#partialSince.delete(log);
    const { to } = cut;
    checkpoint.planned.push({ to, codec });
    if (cut.inMidRecord) {
      tell({ name: 'record-cut', file: checkpoint.name, stream: checkpoint.stream, at: to.offset, limit: MAX_CHUNK_BYTES });
    }
    return { kind: 'chunk', chunk: { checkpoint, from, to, codec }, last: !cut.full, waits: !cut.full && waits, look: cut.part.look };
  }

  #isYoung(log: KnownLog): boolean {
    const now = this.#settings.steadyClock();
    const since = this.#partialSince.get(log) ?? now;
    this.#partialSince.set(log, since);
    return now - since < this.#settings.maxChunkAgeMilliseconds;
  }
}
