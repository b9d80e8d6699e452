import type { FileLook } from './memory.js';

/** Whether nothing was written to a file between two looks. */
export function sameLook(one: FileLook, other: FileLook): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.ino === other.ino;
}
