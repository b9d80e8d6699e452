import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CannotRead } from './cannot-read.js';

/** Read at once: large enough that the cost of a read vanishes, small enough to stay in the processor's cache. */
const BLOCK_BYTES = 1024 * 1024;

/** What the name `-` stands for. */
export const STANDARD_INPUT = '-';

/**
 * The bytes of a log, unpacked when they are gzip: told by the first two bytes, since names lie.
 *
 * Iterating throws {@link CannotRead} when the file can't be read or the archive is damaged.
 */
export async function* openInput(path: string): AsyncGenerator<Buffer> {
  const raw: Readable = path === STANDARD_INPUT ? process.stdin : createReadStream(path, { highWaterMark: BLOCK_BYTES });
  try {
    const blocks = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await blocks.next();
    if (first.done === true) return;
    const all = Readable.from(startingWith(first.value, blocks), { objectMode: false, highWaterMark: BLOCK_BYTES });
    const packed = first.value[0] === 0x1f && first.value[1] === 0x8b;
    yield* (packed ? all.pipe(createGunzip({ chunkSize: BLOCK_BYTES })) : all) as AsyncIterable<Buffer>;
  } catch (error) {
    throw CannotRead.because(path, error);
  } finally {
    raw.destroy();
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
