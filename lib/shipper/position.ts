/** A place in a log file: at the start of a line, but for a line longer than any chunk or one that was shipped unfinished. */
export interface Position {
  /** Bytes before it. */
  readonly offset: number;
  /** The line that begins there, or goes on there, counted from 1. */
  readonly line: number;
}

export const START: Position = { offset: 0, line: 1 };

export const LINE_FEED = 0x0a;

/** The place behind these bytes, which begin at `from`. */
export function behind(from: Position, bytes: Buffer): Position {
  let line = from.line;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) line += 1;
  return { offset: from.offset + bytes.length, line };
}
