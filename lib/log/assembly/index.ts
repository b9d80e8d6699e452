/**
 * The scanner: reads rows as Exchange writes nearly all of them, and puts those of one session together, with the processor's wide registers. It is compiled
 * to WebAssembly by AssemblyScript (`npm run scanner`); lib/log/row-scanner.ts asks it, and says what it promises. What each row needs is marked to be put
 * inline: a call for each would be a tenth of the time.
 */

import { CONNECTED, COMMA, CR, DISCONNECTED, either, INFORMATION, LF, lineFeedFrom, QUOTE, RECEIVED, SENT } from './bytes';
import { DATE_TIME, isDateTime } from './date-time';
import { CLOSED, forgetFound, foundEnd, OPEN, tellRow, tellSession } from './found';
import { INPUT, INPUT_ROOM, KEPT, MAX_NAME, MAX_SESSIONS, OUTPUT, OUTPUT_AT_ONCE, OUTPUT_ROOM, SENTINELS, SIGNS, SIGNS_ROOM } from './memory';
import { addName, forgetNames, nameBytes, nameLength, numberOfName } from './names';
import {
  add,
  countOf,
  find,
  forgetSessions,
  HELD,
  lastOf,
  OURS,
  placeOf,
  places,
  remove,
  seed,
  sessions,
  sizeOf,
  stateOf,
  take,
} from './open-sessions';
import { addRow, haveRoom } from './rows';
import { markOf } from './signs';

export { addName, forgetFound, foundEnd, INPUT, INPUT_ROOM, nameBytes, nameLength, OUTPUT, OUTPUT_ROOM, seed, SIGNS, SIGNS_ROOM };

/** Why {@link scan} came back. */
export let reason: i32 = 0;
/** No whole line is left. */
const AT_END: i32 = 0;
/** The line that comes next is no ordinary row. */
const UNUSUAL: i32 = 1;
/** There is no room for more open sessions, or they wait for more bytes than they may: {@link release} them. */
const FULL: i32 = 2;
/** So much was found that it is to be read first. */
const TOLD: i32 = 3;

/** Rows that the last {@link scan} read. */
export let rows: i32 = 0;

/** Bytes that open sessions wait for, and how many may. */
let waiting: i32 = 0;
let mayWait: i32 = 0;

/** All rows are told one by one: more sessions are open than are remembered here. */
let apart: bool = false;

const SESSION_ID: usize = 16;
/** Digits of a sequence number that are read in one go. */
const MAX_DIGITS: usize = 8;
const ZEROS: u64 = 0x3030303030303030;
/** What makes a byte above the digits show in its highest bit. */
const ABOVE_NINE: u64 = 0x4646464646464646;
const HIGHEST: u64 = 0x8080808080808080;

/** Bytes that an open session is reckoned to take beside its lines, as limits.ts says. */
const OPEN_SESSION_BYTES: i32 = 512;

/**
 * Begins with a run of bytes: no session is remembered and no name.
 *
 * @param everyRow tell rows one by one, and put none together
 */
export function begin(everyRow: bool): void {
  apart = everyRow;
  // A scan that threw has left some.
  release();
  forgetNames();
}

/** Says that a session is open already. @returns whether there was room to remember it */
export function hold(id0: u32, id1: u32, id2: u32, id3: u32, name: i32): bool {
  const first = (<u64>id0) | ((<u64>id1) << 32);
  const second = (<u64>id2) | ((<u64>id3) << 32);
  if (sessions >= MAX_SESSIONS) return false;
  if (find(first, second, nameBytes(name), nameLength(name)) == 0) add(first, second, name, HELD);
  return true;
}

/**
 * Scans the memory from place `from` to place `to`, and returns where the first line begins that was not read; {@link reason} says why. What stands behind
 * `to` is kept.
 *
 * @param shift what makes of a place in the memory one in JavaScript's buffer
 * @param line the number of the first line
 * @param room bytes that open sessions may wait for
 */
export function scan(from: usize, to: usize, shift: i32, line: i32, room: i32): usize {
  mayWait = room;
  rows = 0;
  reason = AT_END;
  memory.copy(KEPT, to, SENTINELS);
  memory.fill(to, <u8>LF, SENTINELS);
  const at = scanRows(from, to, shift, line);
  memory.copy(to, KEPT, SENTINELS);
  return at;
}

function scanRows(from: usize, to: usize, shift: i32, line: i32): usize {
  let at = from;
  const enough = foundEnd() + OUTPUT_AT_ONCE;
  while (at < to) {
    const next = readRow(at, to, shift, line + rows);
    if (next == 0) {
      if (lineFeedFrom(at, to) < to) reason = UNUSUAL;
      return at;
    }
    rows++;
    at = next;
    if (waiting > mayWait || sessions >= MAX_SESSIONS || !haveRoom()) {
      reason = FULL;
      return at;
    }
    if (foundEnd() >= enough) {
      reason = TOLD;
      return at;
    }
  }
  return at;
}

/** Forgets all sessions, and tells what was read of those that are still open. */
export function release(): void {
  for (let number = 0; number < places(); number++) {
    const session = placeOf(number);
    if (stateOf(session) != 0 && countOf(session) > 0) tellSession(OPEN, session);
  }
  forgetSessions();
  waiting = 0;
}

/** Reads the row that begins here and returns where the next line begins; 0 when it is not ordinary, or not whole. */
function readRow(start: usize, stop: usize, shift: i32, line: i32): usize {
  if (!isDateTime(start)) return 0;
  const name = start + DATE_TIME + 1;
  const nameEnd = fieldEnd(name);
  const id = nameEnd + 1;
  const sequence = id + SESSION_ID + 1;
  if (nameEnd == 0 || nameEnd - name > MAX_NAME || sequence >= stop || !isId(id)) return 0;

  // What ends the sequence number, the local and the remote endpoint: most often they have less than 64 bytes.
  const ends = either(sequence, COMMA, LF);
  const endsBehind = ends & (ends - 1);
  const endsLast = endsBehind & (endsBehind - 1);
  let sequenceEnd = sequence + <usize>ctz(ends);
  let localEnd = sequence + <usize>ctz(endsBehind);
  let remoteEnd = sequence + <usize>ctz(endsLast);
  if (endsLast == 0) {
    sequenceEnd = fieldEnd(sequence);
    localEnd = sequenceEnd == 0 ? 0 : fieldEnd(sequenceEnd + 1);
    remoteEnd = localEnd == 0 ? 0 : fieldEnd(localEnd + 1);
    if (remoteEnd == 0) return 0;
  }
  if (load<u8>(sequenceEnd) != COMMA || load<u8>(localEnd) != COMMA || load<u8>(remoteEnd) != COMMA) return 0;
  if (load<u8>(sequenceEnd, 1) == QUOTE || load<u8>(localEnd, 1) == QUOTE) return 0;
  const length = sequenceEnd - sequence;
  if (length - 1 >= MAX_DIGITS) return 0;
  // Digits in the highest bytes, zeros below them.
  const digits = (load<u64>(sequence) << (64 - <u64>length * 8)) | ((ZEROS >> 1) >> (<u64>length * 8 - 1));
  if ((((digits + ABOVE_NINE) | (digits - ZEROS)) & HIGHEST) != 0) return 0;

  const event = <i32>load<u8>(remoteEnd, 1);
  if (load<u8>(remoteEnd, 2) != COMMA || !isEvent(event)) return 0;
  const data = remoteEnd + 3;
  if (data > stop) return 0;
  const lineFeed = rowEnd(data);
  if (lineFeed == 0 || lineFeed >= stop) return 0;
  let end = lineFeed;
  while (end > data && load<u8>(end - 1) == CR) end--;
  return putIntoSession(id, name, nameEnd - name, digits == ZEROS, event, start, end, data, shift, line) ? lineFeed + 1 : 0;
}

/** Whether sixteen bytes that may be a session-id stand here, a comma behind them. */
@inline
function isId(at: usize): bool {
  const id = v128.load(at);
  if (load<u8>(at, SESSION_ID) != COMMA || load<u8>(at) == QUOTE) return false;
  return !v128.any_true(v128.or(i8x16.eq(id, i8x16.splat(<i8>COMMA)), i8x16.eq(id, i8x16.splat(<i8>LF))));
}

/** Where the comma stands behind the field that begins here; 0 when the line ends before, or the field is quoted. */
@inline
function fieldEnd(start: usize): usize {
  if (load<u8>(start) == QUOTE) return 0;
  let at = start;
  let found = either(at, COMMA, LF);
  for (; found == 0; found = either(at, COMMA, LF)) at += 64;
  at += <usize>ctz(found);
  return load<u8>(at) == COMMA ? at : 0;
}

const EVENTS: u32 =
  (1 << (SENT - INFORMATION)) |
  (1 << (RECEIVED - INFORMATION)) |
  (1 << (CONNECTED - INFORMATION)) |
  (1 << (DISCONNECTED - INFORMATION)) |
  1;

/** A set of bits tells events without a branch for each. */
@inline
function isEvent(byte: i32): bool {
  const event = <u32>(byte - INFORMATION);
  return event < 32 && ((EVENTS >> event) & 1) != 0;
}

/** Where the line feed stands that ends data and context, which begin here; 0 when a quoted field is not closed before it. */
@inline
function rowEnd(data: usize): usize {
  let at = data;
  while (true) {
    let found = either(at, LF, QUOTE);
    for (; found == 0; found = either(at, LF, QUOTE)) at += 64;
    at += <usize>ctz(found);
    if (load<u8>(at) == LF) return at;
    // A quote inside a field that doesn't begin with one means nothing.
    if (at == data || load<u8>(at - 1) == COMMA) {
      at = closingQuote(at + 1);
      if (at == 0) return 0;
      const behind = <i32>load<u8>(at, 1);
      if (behind != COMMA && behind != LF && !endsLine(at + 1)) return 0;
    }
    at++;
  }
  return 0;
}

/** Whether only carriage returns stand before the line feed. */
function endsLine(from: usize): bool {
  let at = from;
  while (load<u8>(at) == CR) at++;
  return load<u8>(at) == LF;
}

/** Where the quoted field ends whose first byte this is; 0 when the line ends before. */
function closingQuote(from: usize): usize {
  let at = from;
  while (true) {
    let found = either(at, LF, QUOTE);
    for (; found == 0; found = either(at, LF, QUOTE)) at += 64;
    at += <usize>ctz(found);
    if (load<u8>(at) == LF) return 0;
    if (load<u8>(at, 1) != QUOTE) return at;
    at += 2;
  }
  return 0;
}

/** Puts a row into its session, told or kept by what begins and ends where. @returns false when its connector is one too many */
@inline
function putIntoSession(
  id: usize,
  name: usize,
  nameLength: usize,
  begins: bool,
  event: i32,
  start: usize,
  end: usize,
  data: usize,
  shift: i32,
  line: i32,
): bool {
  const first = load<u64>(id);
  const second = load<u64>(id, 8);
  const length = <i32>(end - start);
  const mark = markOf(event, data, end);
  const from = <i32>start + shift;
  if (apart) {
    const number = numberOfName(name, nameLength);
    if (number < 0) return false;
    tellRow(first, second, number, begins, from, from + length, <i32>data + shift, event, line, mark);
    return true;
  }
  let session = find(first, second, name, nameLength);
  if (session == 0) {
    const number = numberOfName(name, nameLength);
    if (number < 0) return false;
    session = add(first, second, number, OURS);
    waiting += OPEN_SESSION_BYTES;
  }
  const row = addRow(lastOf(session), from, from + length, <i32>data + shift, event, line, mark);
  take(session, row, length, begins);
  waiting += length;
  if (event != DISCONNECTED) return true;
  waiting -= sizeOf(session);
  if (stateOf(session) == OURS) waiting -= OPEN_SESSION_BYTES;
  tellSession(CLOSED, session);
  remove(session);
  return true;
}
