import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ingestLogChunk } from '../../lib/ingest/ingest-log-chunk.js';
import type { Services } from '../../lib/services.js';
import { CHUNK_CONTAINER, chunkBlobName, type ChunkId } from '../../lib/store/chunk.js';
import { noteGranted } from '../../lib/store/grants.js';
import { standingsOf } from '../../lib/store/held-ranges.js';
import { put } from '../e2e/running-mailflow.js';

/** A range of a log file, as it lies in one blob. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly codec?: 'br' | 'gz';
  /** What the blob holds; other than the log itself where two servers disagree, or where something went wrong. */
  readonly bytes: Buffer;
}

/** The chunk of a tenant that a piece is. */
export function chunkOf(tenant: string, { from, to, codec = 'br' }: Pick<Piece, 'from' | 'to' | 'codec'>): ChunkId {
  const file = { name: 'SEND2024051409-1.LOG', date: '2024-05-14T09:30:00.000Z' };
  return { tenant, server: 'EX01', stream: 'hub/smtp-send', file, from, to, codec };
}

/** The pieces are granted, and refused to nobody: as to two shippers that ask in the same instant. */
export async function grantAll(services: Services, tenant: string, pieces: readonly Piece[]): Promise<void> {
  for (const piece of pieces)
    await noteGranted(services.tables, await standingsOf(services.tables, [chunkOf(tenant, piece)]), services.now());
}

/** The pieces lie in their blobs; nobody has heard of it yet. */
export async function upload(services: Services, tenant: string, pieces: readonly Piece[]): Promise<void> {
  for (const piece of pieces) {
    const { url } = await services.signUpload(
      { tenant, container: CHUNK_CONTAINER, blobName: chunkBlobName(chunkOf(tenant, piece)) },
      new Date(),
    );
    if ((await put(url, packed(piece))) !== 201) throw new Error('The blob could not be written.');
  }
}

/** The event of a piece's blob. */
export async function ingestPiece(services: Services, tenant: string, piece: Piece): Promise<void> {
  await ingestLogChunk(packed(piece), chunkOf(tenant, piece), {}, services);
}

function packed({ bytes, codec = 'br' }: Piece): Buffer {
  return codec === 'br' ? brotliCompressSync(bytes) : gzipSync(bytes);
}
