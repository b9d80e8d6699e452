import type { InputFile } from './find-inputs.js';

/** A file and how many bytes it has on the disk; standard input has none that are known. */
export interface SizedFile {
  readonly file: InputFile;
  readonly bytes: number;
}

/** A run gets so much of one thread's part of what is left: a thread that is slow with it is done before the others have read the rest. */
const PART_OF_A_THREAD = 4 / 5;

/** No run is a smaller part of all: to put the sessions together that cross its edges takes time, too. */
const LEAST_PART = 1 / 100;

/**
 * Cuts groups into runs of whole files, for so many threads that take one run after the other. Each is a part of what is left then: the first are large, since
 * at each edge sessions are left to be put together, and the last are small, so that no thread waits long for another.
 *
 * @returns the runs of each group, in the order of its files. For a single thread a group is one run.
 * @source https://doi.org/10.1109/TC.1987.5009495 (guided self-scheduling)
 */
export function cutIntoSegments(
  groups: readonly (readonly SizedFile[])[],
  threads: number,
): readonly (readonly (readonly InputFile[])[])[] {
  const all = groups.flat().reduce((sum, { bytes }) => sum + bytes, 0);
  let left = all;
  return groups.map((files) => {
    const segments: InputFile[][] = [];
    let room = 0;
    for (const { file, bytes } of files) {
      if (room <= 0) {
        segments.push([]);
        room = threads === 1 ? Infinity : Math.max((left / threads) * PART_OF_A_THREAD, all * LEAST_PART);
      }
      segments.at(-1)?.push(file);
      room -= bytes;
      left -= bytes;
    }
    return segments;
  });
}
