import { createHash } from 'node:crypto';
import type { Codec } from '../contract/codec.js';
import { CHUNK_METADATA, PSEUDONYMS_VERSION, type ChunkRequest } from '../contract/uploads.js';
import type { Checkpoint } from './memory.js';
import type { LogHeader } from './file-identity.js';
import type { Position } from './position.js';

/** A planned piece of one log: exactly these bytes, under exactly this name, however often it is sent. */
export interface Chunk {
  readonly checkpoint: Checkpoint;
  readonly from: Position;
  readonly to: Position;
  readonly codec: Codec;
}

/** The chunks that this checkpoint has planned, in order. */
export function plannedChunks(checkpoint: Checkpoint): Chunk[] {
  const starts = [checkpoint.position, ...checkpoint.planned.map(({ to }) => to)];
  return checkpoint.planned.flatMap(({ to, codec }, index) => {
    const from = starts[index];
    return from ? [{ checkpoint, from, to, codec }] : [];
  });
}

/** The chunk as the API wants to hear of it. */
export function asRequest({ checkpoint, from, to, codec }: Chunk): ChunkRequest {
  return { stream: checkpoint.stream, file: checkpoint.name, date: checkpoint.date, from: from.offset, to: to.offset, codec };
}

/**
 * What the blob says of its chunk beside its name, so that each can be read alone.
 *
 * @param bytes that are shipped: with pseudonyms, where they are put
 */
export function metadataOf(header: LogHeader, firstLine: number, bytes: Buffer, hasPseudonyms: boolean): Readonly<Record<string, string>> {
  return {
    [CHUNK_METADATA.logType]: encodeURIComponent(header.logType),
    [CHUNK_METADATA.fields]: encodeURIComponent(header.fields),
    [CHUNK_METADATA.firstLine]: String(firstLine),
    [CHUNK_METADATA.sha256]: createHash('sha256').update(bytes).digest('hex'),
    ...(hasPseudonyms && { [CHUNK_METADATA.pseudonyms]: PSEUDONYMS_VERSION }),
  };
}
