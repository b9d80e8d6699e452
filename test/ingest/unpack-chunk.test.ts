import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { MAX_CHUNK_BYTES, MAX_PSEUDONYM_GROWTH } from '../../lib/contract/uploads.js';
import { unpackChunk, UnreadableChunk } from '../../lib/ingest/unpack-chunk.js';
import type { ChunkId } from '../../lib/store/chunk.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';

const LOG = fixtureLog('00-seed-unknowncredentials.log');

function chunkOf(bytes: number, codec: ChunkId['codec']): ChunkId {
  return {
    tenant: 'contoso',
    server: 'EX01',
    stream: 'hub/smtp-send',
    file: { name: 'SEND2019052815-1.LOG', date: '2019-05-28T15:07:00.088Z' },
    from: 0,
    to: bytes,
    codec,
  };
}

describe('unpacking a chunk', () => {
  it('gives the log’s own bytes, from brotli and from gzip', () => {
    expect(unpackChunk(brotliCompressSync(LOG), chunkOf(LOG.length, 'br'))).toEqual(LOG);
    expect(unpackChunk(gzipSync(LOG), chunkOf(LOG.length, 'gz'))).toEqual(LOG);
  });

  it.each([
    { told: 'bytes that are no archive', packed: Buffer.from('hello'), codec: 'gz' as const, says: /cannot be decompressed as gzip/ },
    { told: 'an archive of the other kind', packed: gzipSync(LOG), codec: 'br' as const, says: /cannot be decompressed as brotli/ },
    {
      told: 'an archive that was cut on its way',
      packed: gzipSync(LOG).subarray(0, 300),
      codec: 'gz' as const,
      says: /cannot be decompressed/,
    },
    {
      told: 'fewer bytes than the name promises',
      packed: gzipSync(LOG.subarray(1)),
      codec: 'gz' as const,
      says: /holds 2265 bytes, but its name says 2266/,
    },
  ])('says what is wrong with $told', ({ packed, codec, says }) => {
    expect(() => unpackChunk(packed, chunkOf(LOG.length, codec))).toThrow(says);
    expect(() => unpackChunk(packed, chunkOf(LOG.length, codec))).toThrow(UnreadableChunk);
  });

  it('holds the bytes against the SHA-256 that the shipper made of them', () => {
    const sha256 = createHash('sha256').update(LOG).digest('hex');
    const changed = Buffer.from(LOG);
    changed.writeUInt8(0x58, 1000);
    const chunk = chunkOf(LOG.length, 'br');
    expect(unpackChunk(brotliCompressSync(LOG), chunk, { sha256 })).toEqual(LOG);
    expect(() => unpackChunk(brotliCompressSync(changed), chunk, { sha256 })).toThrow(/does not have the SHA-256/);
  });

  it('takes a chunk at the limit, and stops a bomb one byte above it', () => {
    expect(unpackChunk(brotliCompressSync(Buffer.alloc(MAX_CHUNK_BYTES)), chunkOf(MAX_CHUNK_BYTES, 'br'))).toHaveLength(MAX_CHUNK_BYTES);
    expect(() => unpackChunk(brotliCompressSync(Buffer.alloc(MAX_CHUNK_BYTES + 1)), chunkOf(MAX_CHUNK_BYTES + 1, 'br'))).toThrow(
      UnreadableChunk,
    );
  });

  it('takes eight times as many bytes as the range of a chunk with pseudonyms has, and not one more', () => {
    const pseudonyms = { pseudonyms: '1' };
    const packed = (bytes: number) => brotliCompressSync(Buffer.alloc(bytes));
    expect(unpackChunk(packed(100 * MAX_PSEUDONYM_GROWTH), chunkOf(100, 'br'), pseudonyms)).toHaveLength(800);
    expect(() => unpackChunk(packed(100 * MAX_PSEUDONYM_GROWTH + 1), chunkOf(100, 'br'), pseudonyms)).toThrow(UnreadableChunk);
  });
});
