import type { Codec } from '../contract/codec.js';
import type { HeldChunk } from '../contract/uploads.js';
import { endOfPlan, replan } from './checkpoint.js';
import type { Checkpoint, PlannedEnd } from './memory.js';
import type { Chunk } from './chunk.js';
import type { Tell } from './events.js';
import { behind, START, type Position } from './position.js';
import { readLog } from './read-log.js';
import { LogStop } from './stops.js';

/** Bytes that are read at once to count lines. */
const STEP_BYTES = 1024 * 1024;

/**
 * Makes the plan of a log agree with how the API's ledger knows it cut, for one round.
 *
 * The ledger was told the boundaries before any byte was sent, so its memory is the better one. Following it always leads on: the pieces that it names
 * are granted, and behind them the log goes on. An API that answers a second time for bytes from which it was followed before is wrong, or
 * another shipper of this server is at work in the same moment; then the log waits for the next round.
 */
export class LedgerFollower {
  readonly #tell: Tell;
  readonly #followedFrom = new Map<Checkpoint, number>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /**
   * Plans the log anew, from this chunk on.
   *
   * @param chunk the first planned chunk of its log
   * @param known what the ledger knows of the bytes of this chunk and of those planned behind it, by start
   * @throws LogStop when that leads nowhere, or when the log is shorter than what the ledger knows of it.
   */
  async follow(chunk: Chunk, known: readonly HeldChunk[]): Promise<void> {
    const { checkpoint, from, to } = chunk;
    const { name: file, stream } = checkpoint;
    const held = known.filter((piece) => piece.to > from.offset && piece.from < endOfPlan(checkpoint).offset);
    const [first] = held;
    if (first === undefined || from.offset <= (this.#followedFrom.get(checkpoint) ?? -1)) {
      throw new LogStop({ name: 'ranges-disagree', file, stream, from: from.offset, to: to.offset });
    }
    this.#followedFrom.set(checkpoint, from.offset);

    // A known chunk that began before our position is sent whole, so that it surely arrives; the position goes back for it.
    const start = first.from < from.offset ? await placeAt(checkpoint, first.from, START) : from;
    const planned: PlannedEnd[] = [];
    let last = start;
    for (const { to: offset, codec } of agreedEnds(start.offset, checkpoint.planned, held)) {
      last = checkpoint.planned.find((end) => end.to.offset === offset)?.to ?? (await placeAt(checkpoint, offset, last));
      planned.push({ to: last, codec });
    }
    replan(checkpoint, start, planned);
    this.#tell({ name: 'ledger-followed', file, stream, from: start.offset, pieces: held.length });
  }
}

interface AgreedEnd {
  readonly to: number;
  readonly codec: Codec;
}

/** Where chunks end that cover all that was planned: at the held chunks' edges, and elsewhere as they were planned. */
function agreedEnds(start: number, planned: readonly PlannedEnd[], held: readonly HeldChunk[]): AgreedEnd[] {
  const agreed: AgreedEnd[] = [];
  const ownEnds = planned.map(({ to, codec }) => ({ to: to.offset, codec }));
  let at = start;
  const endAt = (end: AgreedEnd): void => {
    agreed.push(end);
    at = end.to;
  };
  for (const { from, to, codec } of held) {
    // One that overlaps with the known chunk before it is named again when the rest of it is asked for.
    if (to <= at) continue;
    ownEnds.filter((end) => end.to > at && end.to < from).forEach(endAt);
    const around = ownEnds.find((end) => end.to > from);
    if (from > at && around) endAt({ to: from, codec: around.codec });
    endAt({ to, codec });
  }
  ownEnds.filter((end) => end.to > at).forEach(endAt);
  return agreed;
}

/** The place `offset` bytes into the log, counted from a place before it. */
async function placeAt(checkpoint: Checkpoint, offset: number, before: Position): Promise<Position> {
  let place = before;
  while (place.offset < offset) {
    const { bytes, look } = await readLog(checkpoint, place.offset, Math.min(STEP_BYTES, offset - place.offset));
    if (bytes.length === 0) throw new LogStop({ name: 'file-truncated', path: checkpoint.path, size: look.size, shippedUpTo: offset });
    place = behind(place, bytes);
  }
  return place;
}
