import type { ChunkId } from '../store/chunk.js';

/** What decides between chunks of one log file. */
type Claim = Pick<ChunkId, 'from' | 'to' | 'codec'>;

/**
 * Which of the chunks of one log file count, where some claim the same bytes: no two that overlap. The answer depends on the set of chunks alone,
 * not on who came first. The one that begins first counts; of two that begin alike, the longer, since the bytes beyond the shorter may be in no
 * other chunk; of two that were only compressed otherwise, the one whose codec comes first in the alphabet.
 */
export function whoCounts<Entry extends { readonly chunk: Claim }>(entries: readonly Entry[]): readonly Entry[] {
  const ordered = entries.toSorted(({ chunk: a }, { chunk: b }) => a.from - b.from || b.to - a.to || (a.codec < b.codec ? -1 : 1));
  const counting: Entry[] = [];
  for (const entry of ordered) if (entry.chunk.from >= (counting.at(-1)?.chunk.to ?? 0)) counting.push(entry);
  return counting;
}

/** Whether two chunks of one log file claim a byte in common. */
export function doOverlap({ chunk: a }: { readonly chunk: Claim }, { chunk: b }: { readonly chunk: Claim }): boolean {
  return a.from < b.to && b.from < a.to;
}

/** Whether it is the same chunk of the log file. */
export function isSameChunk({ chunk: a }: { readonly chunk: Claim }, { chunk: b }: { readonly chunk: Claim }): boolean {
  return a.from === b.from && a.to === b.to && a.codec === b.codec;
}
