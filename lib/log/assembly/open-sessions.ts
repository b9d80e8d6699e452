import { MAX_SESSIONS, SESSION, SESSIONS, SLOT_BITS, TABLE } from './memory';
import { isName } from './names';

/**
 * The open sessions, close together in memory, and a table with open addressing in which they are found by connector and session-id. What is hashed comes
 * from files that may be made up, so the hash uses random numbers: nobody can choose ids that collide.
 */

/** A session that began in the bytes that are being read. */
export const OURS: i32 = 1;
/** A session that was open before. */
export const HELD: i32 = 2;

const ID: usize = 0;
const NAME: usize = 16;
const STATE: usize = 20;
const FIRST: usize = 24;
const LAST: usize = 28;
const COUNT: usize = 32;
const SIZE: usize = 36;
const BEGUN: usize = 40;
/** Where in the table it would be found first. */
const SLOT: usize = 44;

const SLOTS: i32 = 1 << SLOT_BITS;
const MASK: i32 = SLOTS - 1;

/** How many there are. */
export let sessions: i32 = 0;
/** Places for sessions that were ever used, and the first that was given back, or -1; its {@link FIRST} names the next. */
let used: i32 = 0;
let free: i32 = -1;
let factor0: u64 = 1;
let factor1: u64 = 1;

/** Sets the numbers that the hash uses. */
export function seed(one: u64, other: u64): void {
  factor0 = one | 1;
  factor1 = other | 1;
}

/** The session's place, or 0 when it is not open. */
@inline
export function find(first: u64, second: u64, name: usize, length: usize): usize {
  let slot = slotOf(first, second);
  let number = numberIn(slot);
  while (number != 0) {
    const session = placeOf(number - 1);
    // The last bytes first: they are what tells ids apart.
    if (load<u64>(session, ID + 8) == second && load<u64>(session, ID) == first && isName(nameOf(session), name, length)) return session;
    slot = (slot + 1) & MASK;
    number = numberIn(slot);
  }
  return 0;
}

/** Adds a session that is not open yet, and returns its place. */
export function add(first: u64, second: u64, name: i32, state: i32): usize {
  let number = free;
  if (number < 0) number = used++;
  else free = firstOf(placeOf(number));
  const session = placeOf(number);
  let slot = slotOf(first, second);
  store<u64>(session, first, ID);
  store<u64>(session, second, ID + 8);
  store<i32>(session, name, NAME);
  store<i32>(session, state, STATE);
  store<i32>(session, -1, FIRST);
  store<i32>(session, -1, LAST);
  store<i32>(session, 0, COUNT);
  store<i32>(session, 0, SIZE);
  store<i32>(session, 0, BEGUN);
  store<i32>(session, slot, SLOT);
  while (numberIn(slot) != 0) slot = (slot + 1) & MASK;
  putIn(slot, number + 1);
  sessions++;
  return session;
}

/** Takes it out. Sessions behind the gap that would not be found any more move up into it (Knuth, The Art of Computer Programming 3, 6.4, algorithm R). */
export function remove(session: usize): void {
  const number = <i32>((session - SESSIONS) / SESSION);
  let gap = load<i32>(session, SLOT);
  while (numberIn(gap) != number + 1) gap = (gap + 1) & MASK;
  for (let slot = (gap + 1) & MASK; numberIn(slot) != 0; slot = (slot + 1) & MASK) {
    const wanted = load<i32>(placeOf(numberIn(slot) - 1), SLOT);
    if (((slot - wanted) & MASK) < ((slot - gap) & MASK)) continue;
    putIn(gap, numberIn(slot));
    gap = slot;
  }
  putIn(gap, 0);
  store<i32>(session, 0, STATE);
  store<i32>(session, free, FIRST);
  free = number;
  sessions--;
}

/** The number of places that hold a session, or held one. */
export function places(): i32 {
  return used;
}

export function forgetSessions(): void {
  memory.fill(TABLE, 0, 2 * SLOTS);
  sessions = 0;
  used = 0;
  free = -1;
}

@inline
export function placeOf(number: i32): usize {
  return SESSIONS + SESSION * <usize>number;
}

/** 0 when there is none. */
@inline
export function stateOf(session: usize): i32 {
  return load<i32>(session, STATE);
}

export function idOf(session: usize): v128 {
  return v128.load(session, ID);
}

@inline
export function nameOf(session: usize): i32 {
  return load<i32>(session, NAME);
}

/** The first and the last of its rows, or -1. */
export function firstOf(session: usize): i32 {
  return load<i32>(session, FIRST);
}

@inline
export function lastOf(session: usize): i32 {
  return load<i32>(session, LAST);
}

/** Rows, and the bytes of their lines. */
export function countOf(session: usize): i32 {
  return load<i32>(session, COUNT);
}

export function sizeOf(session: usize): i32 {
  return load<i32>(session, SIZE);
}

/** 1 when the row with sequence number 0 was read. */
export function begunOf(session: usize): i32 {
  return load<i32>(session, BEGUN);
}

/** Takes a row of this length as its last. */
@inline
export function take(session: usize, row: i32, length: i32, begins: bool): void {
  if (lastOf(session) < 0) store<i32>(session, row, FIRST);
  store<i32>(session, row, LAST);
  store<i32>(session, countOf(session) + 1, COUNT);
  store<i32>(session, sizeOf(session) + length, SIZE);
  if (begins) store<i32>(session, 1, BEGUN);
}

/** What the table holds: a session's number, counted from 1. */
@inline
function numberIn(slot: i32): i32 {
  return load<u16>(TABLE + 2 * <usize>slot);
}

function putIn(slot: i32, number: i32): void {
  store<u16>(TABLE + 2 * <usize>slot, <u16>number);
}

/** The highest bits of a product with random odd numbers depend on all bits of the id. */
@inline
function slotOf(first: u64, second: u64): i32 {
  return <i32>((first * factor0 + second * factor1) >> (64 - SLOT_BITS));
}
