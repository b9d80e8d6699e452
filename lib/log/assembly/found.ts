import { OUTPUT } from './memory';
import { begunOf, countOf, firstOf, HELD, idOf, lastOf, nameOf, sizeOf, stateOf } from './open-sessions';
import { moveRows, ROW_SIZE, writeRow } from './rows';

/**
 * What is told to JavaScript, in the order of the log: a head of nine integers (kind, name, session-id in four, 1 if it has begun and 2 if it was open before,
 * bytes of lines, rows) and the places of so many rows. found-session.ts reads it.
 */

/** A row by itself. */
export const ROW: i32 = 1;
/** A session whose last row was read. */
export const CLOSED: i32 = 2;
/** A session that is still open. */
export const OPEN: i32 = 3;

const BEGUN: i32 = 1;
const WAS_OPEN: i32 = 2;

const HEAD: usize = 36;

let end: usize = OUTPUT;

/** Where it ends. */
export function foundEnd(): usize {
  return end;
}

/** Begins anew: JavaScript needs nothing of what is there. */
export function forgetFound(): void {
  end = OUTPUT;
}

export function tellSession(kind: i32, session: usize): void {
  store<i32>(end, kind, 0);
  store<i32>(end, nameOf(session), 4);
  v128.store(end, idOf(session), 8);
  store<i32>(end, begunOf(session) | (stateOf(session) == HELD ? WAS_OPEN : 0), 24);
  store<i32>(end, sizeOf(session), 28);
  store<i32>(end, countOf(session), 32);
  end = moveRows(firstOf(session), lastOf(session), end + HEAD);
}

export function tellRow(
  first: u64,
  second: u64,
  name: i32,
  begins: bool,
  start: i32,
  stop: i32,
  data: i32,
  event: i32,
  line: i32,
  mark: i32,
): void {
  store<i32>(end, ROW, 0);
  store<i32>(end, name, 4);
  store<u64>(end, first, 8);
  store<u64>(end, second, 16);
  store<i32>(end, begins ? BEGUN : 0, 24);
  store<i32>(end, stop - start, 28);
  store<i32>(end, 1, 32);
  writeRow(end + HEAD, start, stop, data, event, line, mark);
  end += HEAD + ROW_SIZE;
}
