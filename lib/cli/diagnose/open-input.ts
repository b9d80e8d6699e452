import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LogPart } from '../../log/log-part.js';
import { scannableMemory } from '../../log/scannable-memory.js';
import { CannotRead } from './cannot-read.js';

/** Bytes of a part that a stream gives. */
const STREAMED_BYTES = 4 * 1024 * 1024;

/** What the name `-` stands for. */
export const STANDARD_INPUT = '-';

/** Memory that no input uses just now. */
const idle: Buffer[] = [];

/** Lends memory for the parts of one input after the other: new memory for each would have the garbage collector run all the time. */
export async function withPartMemory<T>(use: (memory: Buffer) => Promise<T>): Promise<T> {
  const memory = idle.pop() ?? scannableMemory();
  try {
    return await use(memory);
  } finally {
    idle.push(memory);
  }
}

/**
 * The parts of a log, unpacked when they are gzip: told by the first two bytes, since names lie. Of each some bytes have come in already; it is valid until the
 * next is asked for.
 *
 * Iterating throws {@link CannotRead} when the file can't be read or the archive is damaged.
 */
export async function* openInput(path: string, memory: Buffer): AsyncGenerator<LogPart> {
  try {
    yield* path === STANDARD_INPUT ? unpacked(process.stdin) : fileParts(path, memory);
  } catch (error) {
    throw CannotRead.because(path, error);
  }
}

/** Reads in the thread that needs the bytes: it has nothing else to do, and to have another one read costs two changes of threads for each part. */
async function* fileParts(path: string, memory: Buffer): AsyncGenerator<LogPart> {
  const file = openSync(path, 'r');
  try {
    for (let first = true; ; first = false) {
      const part = new LogPart(memory, (room) => readSync(file, room));
      if (!part.grow()) return;
      if (first && isPacked(part.bytes)) {
        // A pipe gives its first bytes only once.
        const begun = fstatSync(file).isFile() ? undefined : Buffer.from(part.bytes);
        yield* unpacked(createReadStream(path, { highWaterMark: STREAMED_BYTES }), begun);
        return;
      }
      yield part;
    }
  } finally {
    closeSync(file);
  }
}

/** @param begun what was read of it already */
async function* unpacked(raw: Readable, begun?: Buffer): AsyncGenerator<LogPart> {
  try {
    const blocks = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = begun === undefined ? await blocks.next() : { done: false, value: begun };
    if (first.done === true) return;
    const all = Readable.from(startingWith(first.value, blocks), { objectMode: false, highWaterMark: STREAMED_BYTES });
    const bytes = (isPacked(first.value) ? all.pipe(createGunzip({ chunkSize: STREAMED_BYTES })) : all) as AsyncIterable<Buffer>;
    for await (const block of bytes) yield LogPart.of(block);
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
