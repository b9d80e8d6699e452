import type { RowMark } from './row-signs.js';

/** Integers that say where one record stands. */
export const PLACE_SIZE = 7;
export const START = 0;
export const END = 1;
export const DATA_START = 2;
export const EVENT = 3;
export const LINE = 4;
/** Where it stood in the buffer that was read: elsewhere than it starts now if it was copied. */
export const READ_AT = 5;
/** What {@link RowSigns} tell of it. */
export const MARK = 6;

const NEXT = 7;
const NODE_SIZE = 8;

/** Records for which there is room at first: some sixty open sessions of thirty records. */
const FIRST_ROOM = 2048;

/**
 * Places of the records of all open sessions: one chain of nodes for each session. Chains that end give their nodes back, so the whole stays small
 * enough for the processor's cache.
 */
export class RecordPlaces {
  private nodes = new Int32Array(FIRST_ROOM * NODE_SIZE);
  /** Nodes that were ever used. */
  private used = 0;
  /** The first node that was given back, or -1. */
  private free = -1;

  /** Adds a record behind `last`, the chain's last node or -1, and returns its node. */
  add(last: number, start: number, end: number, dataStart: number, event: number, line: number, mark: RowMark): number {
    const node = this.free < 0 ? this.fresh() : this.reused();
    const { nodes } = this;
    nodes[node + START] = start;
    nodes[node + END] = end;
    nodes[node + DATA_START] = dataStart;
    nodes[node + EVENT] = event;
    nodes[node + LINE] = line;
    nodes[node + READ_AT] = start;
    nodes[node + MARK] = mark;
    nodes[node + NEXT] = -1;
    if (last >= 0) nodes[last + NEXT] = node;
    return node;
  }

  /** Copies a chain's places to `target`, from `at` on, and gives its nodes back. */
  moveTo(target: Int32Array, at: number, first: number, last: number): void {
    const { nodes } = this;
    let to = at;
    for (let node = first; node >= 0; node = nodes[node + NEXT] ?? -1) {
      target[to + START] = nodes[node + START] ?? 0;
      target[to + END] = nodes[node + END] ?? 0;
      target[to + DATA_START] = nodes[node + DATA_START] ?? 0;
      target[to + EVENT] = nodes[node + EVENT] ?? 0;
      target[to + LINE] = nodes[node + LINE] ?? 0;
      target[to + READ_AT] = nodes[node + READ_AT] ?? 0;
      target[to + MARK] = nodes[node + MARK] ?? 0;
      to += PLACE_SIZE;
    }
    nodes[last + NEXT] = this.free;
    this.free = first;
  }

  private reused(): number {
    const node = this.free;
    this.free = this.nodes[node + NEXT] ?? -1;
    return node;
  }

  private fresh(): number {
    const node = this.used;
    this.used += NODE_SIZE;
    if (this.used > this.nodes.length) {
      const larger = new Int32Array(this.nodes.length * 2);
      larger.set(this.nodes);
      this.nodes = larger;
    }
    return node;
  }
}
