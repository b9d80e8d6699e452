import { MAX_NAME, MAX_NAMES, NAME, NAMES } from './memory';

/** Connectors' names that are known by now. A server has a handful; what is beyond is read by JavaScript. */
let names: i32 = 0;

/** A name is its length, from here on its bytes, and from there on which bits of them count, so that sixteen bytes are compared at a time. */
const BYTES: usize = 16;
const BITS: usize = BYTES + MAX_NAME;

export function forgetNames(): void {
  names = 0;
}

export function nameLength(name: i32): usize {
  return <usize>load<u32>(nameAt(name));
}

/** Where the name's bytes stand. */
export function nameBytes(name: i32): usize {
  return nameAt(name) + BYTES;
}

/** The number of the name that stands here; -1 when there is no room for one more. */
export function numberOfName(at: usize, length: usize): i32 {
  for (let name = 0; name < names; name++) if (isName(name, at, length)) return name;
  const name = addName(<i32>length);
  if (name >= 0) memory.copy(nameBytes(name), at, length);
  return name;
}

/** Whether the bytes here are this name. */
@inline
export function isName(name: i32, at: usize, length: usize): bool {
  const known = nameAt(name);
  if (<usize>load<u32>(known) != length) return false;
  for (let done: usize = 0; done < length; done += 16) {
    const differing = v128.xor(v128.load(known + done, BYTES), v128.load(at + done));
    if (v128.any_true(v128.and(differing, v128.load(known + done, BITS)))) return false;
  }
  return true;
}

/** Makes room for a name of this length, whose bytes the caller writes; returns its number, or -1 when there is none. */
export function addName(length: i32): i32 {
  if (names == MAX_NAMES || <usize>length > MAX_NAME) return -1;
  store<u32>(nameAt(names), length);
  memory.fill(nameAt(names) + BITS, 0xff, length);
  memory.fill(nameAt(names) + BITS + <usize>length, 0, MAX_NAME - <usize>length);
  return names++;
}

function nameAt(name: i32): usize {
  return NAMES + NAME * <usize>name;
}
