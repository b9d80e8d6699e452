/** Where everything stands in the scanner's memory, which is laid out once and never grows. All places are bytes. */

/** Bytes of a log. */
export const INPUT: usize = 1024;
export const INPUT_ROOM: usize = 12 * 1024 * 1024;

/** Line feeds that are put behind what is scanned, so that whoever looks for one finds it: more than is looked at in one go. And what stood there. */
export const SENTINELS: usize = 64;
export const KEPT: usize = INPUT + INPUT_ROOM + SENTINELS;

/** Bytes of a connector's name. Longer ones are read by JavaScript. */
export const MAX_NAME: usize = 240;
export const MAX_NAMES: i32 = 64;
/** What is kept of a name: see names.ts. */
export const NAME: usize = 16 + 2 * MAX_NAME;
export const NAMES: usize = KEPT + SENTINELS + 64;

/** What rows may begin or end with: see signs.ts. */
export const SIGNS: usize = NAMES + NAME * MAX_NAMES;
export const SIGNS_ROOM: usize = 16 * 1024;

/** Texts that are known again: see repeated-texts.ts. */
export const TEXT: usize = 2 * 1024;
export const TEXTS_KEPT: i32 = 16;
export const TEXTS: usize = SIGNS + SIGNS_ROOM;

/** Open sessions, and a table in which they are found, of which half stays empty so that few are asked: see open-sessions.ts. */
export const SLOT_BITS: i32 = 13;
export const TABLE: usize = TEXTS + TEXT * TEXTS_KEPT;
export const MAX_SESSIONS: i32 = 4096;
export const SESSION: usize = 48;
export const SESSIONS: usize = TABLE + (2 << SLOT_BITS);

/** Places of rows of open sessions: see rows.ts. */
export const NODE: usize = 32;
export const NODES: i32 = 32 * 1024;
export const ROWS: usize = SESSIONS + SESSION * MAX_SESSIONS;

/**
 * What was found, as JavaScript reads it: see found.ts. A row has fifty bytes at least, and takes 64 where it is told with a head of its own. What is not
 * used of this is never touched.
 */
export const OUTPUT: usize = ROWS + NODE * NODES;
export const OUTPUT_ROOM: usize = (INPUT_ROOM / 50 + NODES) * 64;

/** So much is told before JavaScript is asked to read it: then it is still in the processor's cache. */
export const OUTPUT_AT_ONCE: usize = 128 * 1024;
