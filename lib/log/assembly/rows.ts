import { NODE, NODES, ROWS } from './memory';

/**
 * Places of the rows of open sessions: one chain of nodes for each session. Chains that end give their nodes back, so that the few that are in use stay in
 * the processor's cache. A node is a row as it is told, the next one's number behind it.
 */

/** Bytes of a row as it is told: seven integers. */
export const ROW_SIZE: usize = 28;
const NEXT: usize = ROW_SIZE;

/** The first node that was given back, or -1. */
let free: i32 = -1;
/** Nodes that were ever used. */
let used: i32 = 0;

/** Whether there is room for one more. */
export function haveRoom(): bool {
  return free >= 0 || used < NODES;
}

/** Adds a row behind the chain's last node, or -1, and returns its node. */
@inline
export function addRow(last: i32, start: i32, end: i32, data: i32, event: i32, line: i32, mark: i32): i32 {
  let row = free;
  if (row < 0) row = used++;
  else free = load<i32>(rowAt(row), NEXT);
  const place = rowAt(row);
  writeRow(place, start, end, data, event, line, mark);
  store<i32>(place, -1, NEXT);
  if (last >= 0) store<i32>(rowAt(last), row, NEXT);
  return row;
}

/** Writes what is known of a row, in {@link ROW_SIZE} bytes, as JavaScript reads it (record-places.ts). */
@inline
export function writeRow(place: usize, start: i32, end: i32, data: i32, event: i32, line: i32, mark: i32): void {
  store<i32>(place, start, 0);
  store<i32>(place, end, 4);
  store<i32>(place, data, 8);
  store<i32>(place, event, 12);
  store<i32>(place, line, 16);
  store<i32>(place, start, 20);
  store<i32>(place, mark, 24);
}

/** Copies a chain's rows to where JavaScript reads them, gives its nodes back, and returns where the copy ends. */
export function moveRows(first: i32, last: i32, to: usize): usize {
  let at = to;
  for (let row = first; row >= 0; row = load<i32>(rowAt(row), NEXT)) {
    const place = rowAt(row);
    v128.store(at, v128.load(place));
    // The next row is written over what is too much of these sixteen bytes.
    v128.store(at, v128.load(place, 16), 16);
    at += ROW_SIZE;
  }
  store<i32>(rowAt(last), free, NEXT);
  free = first;
  return at;
}

function rowAt(row: i32): usize {
  return ROWS + NODE * <usize>row;
}
