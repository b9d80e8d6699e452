import type { ByteRange } from '../log/log-file.js';
import type { ChunkStatus } from './ledger.js';

/** What the proof needs to know of a chunk. */
export interface KnownChunk extends ByteRange {
  readonly status: ChunkStatus;
  /** When the ledger heard of it first: milliseconds since 1970, UTC. */
  readonly knownSince: number;
}

/** Bytes of a log file that are known to exist, and were not ingested. */
export interface Gap extends ByteRange {
  /** Since when a chunk beyond it is known, or, at the end of the file, the chunk that is awaited there. */
  readonly since: number;
}

/** How much of a log file was ingested. */
export interface Completeness {
  /** What was ingested, merged where it touches. */
  readonly ranges: readonly ByteRange[];
  readonly gaps: readonly Gap[];
  readonly ingestedBytes: number;
  /** The end of the file as far as it is known. It may have grown since. */
  readonly end: number;
  /** Every byte up to the end was ingested. */
  readonly complete: boolean;
}

/** What a log file's rows of the ledger prove, in whatever order they are. Chunks that do not count prove nothing but that their bytes exist. */
export function completenessOf(chunks: readonly KnownChunk[]): Completeness {
  const ranges = mergedRanges(chunks.filter(({ status }) => status === 'ingested'));
  const end = Math.max(0, ...chunks.map(({ to }) => to));
  const gaps = gapsBetween(ranges, end).map((gap) => ({ ...gap, since: knownSince(gap, chunks) }));
  const ingestedBytes = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  return { ranges, gaps, ingestedBytes, end, complete: gaps.length === 0 };
}

function mergedRanges(chunks: readonly ByteRange[]): readonly ByteRange[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of chunks.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

function gapsBetween(ranges: readonly ByteRange[], end: number): readonly ByteRange[] {
  const edges = [{ from: 0, to: 0 }, ...ranges, { from: end, to: end }];
  return edges.slice(1).flatMap(({ from }, index) => {
    const reached = edges[index]?.to ?? 0;
    return from > reached ? [{ from: reached, to: from }] : [];
  });
}

function knownSince(gap: ByteRange, chunks: readonly KnownChunk[]): number {
  const earliest = (some: readonly KnownChunk[]) => some.reduce((least, { knownSince: since }) => Math.min(least, since), Infinity);
  const beyond = chunks.filter(({ from }) => from >= gap.to);
  return earliest(beyond.length > 0 ? beyond : chunks.filter(({ to }) => to > gap.from));
}
