import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { scannableMemory } from '../../log/scannable-memory.js';
import { CannotRead } from './cannot-read.js';

/** Read at once where the memory does not say how much. */
const BLOCK_BYTES = 4 * 1024 * 1024;

/** What the name `-` stands for. */
export const STANDARD_INPUT = '-';

/** Memory that no input uses just now. */
const idle: Buffer[] = [];

/** Bytes of a block beside other threads: they share the processor's cache. */
const BLOCK_BYTES_BESIDE_OTHERS = 4 * 1024 * 1024;

/** Lends memory for the blocks of one input after the other: new memory for each would have the garbage collector run all the time. */
export async function withBlockMemory<T>(isBesideOthers: boolean, use: (memory: Buffer) => Promise<T>): Promise<T> {
  const memory = idle.pop() ?? scannableMemory();
  try {
    return await use(isBesideOthers ? memory.subarray(0, BLOCK_BYTES_BESIDE_OTHERS) : memory);
  } finally {
    idle.push(memory);
  }
}

/**
 * The bytes of a log, unpacked when they are gzip: told by the first two bytes, since names lie. A block is valid until the next is asked for.
 *
 * Iterating throws {@link CannotRead} when the file can't be read or the archive is damaged.
 */
export async function* openInput(path: string, memory: Buffer): AsyncGenerator<Buffer> {
  try {
    yield* path === STANDARD_INPUT ? unpacked(process.stdin) : fileBlocks(path, memory);
  } catch (error) {
    throw CannotRead.because(path, error);
  }
}

/** Reads in the thread that needs the bytes: it has nothing else to do, and to have another one read costs two changes of threads for each block. */
async function* fileBlocks(path: string, memory: Buffer): AsyncGenerator<Buffer> {
  const file = openSync(path, 'r');
  try {
    for (let first = true; ; first = false) {
      const block = memory.subarray(0, readSync(file, memory));
      if (block.length === 0) return;
      if (first && isPacked(block)) {
        yield* unpacked(createReadStream(path, { highWaterMark: BLOCK_BYTES }));
        return;
      }
      yield block;
    }
  } finally {
    closeSync(file);
  }
}

async function* unpacked(raw: Readable): AsyncGenerator<Buffer> {
  try {
    const blocks = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await blocks.next();
    if (first.done === true) return;
    const all = Readable.from(startingWith(first.value, blocks), { objectMode: false, highWaterMark: BLOCK_BYTES });
    yield* (isPacked(first.value) ? all.pipe(createGunzip({ chunkSize: BLOCK_BYTES })) : all) as AsyncIterable<Buffer>;
  } finally {
    raw.destroy();
  }
}

function isPacked(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
