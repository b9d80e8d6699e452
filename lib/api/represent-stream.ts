import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { constants, createGzip } from 'node:zlib';
import type { InvocationContext } from '@azure/functions';
import { accepts } from './accepts.js';
import type { ApiRequest } from './api-request.js';
import type { Exchange } from './exchange.js';
import type { HttpAnswer } from './represent.js';
import type { Route, StreamedAnswer } from './route.js';

/**
 * How long an answer may take as a whole. After five minutes (`functionTimeout`) the host would end the process, and all that runs in it beside; and who takes
 * an answer slowly enough could have that done at will.
 */
export const MAX_STREAM_MILLISECONDS = 4 * 60_000;

/** Who takes an answer, and how long it may take. */
export interface Taking {
  readonly context: Pick<InvocationContext, 'error'>;
  /** `undefined` where nobody can tell what is taken: then the answer is read as fast as it is asked for. */
  readonly exchange: Exchange | undefined;
  readonly maxMilliseconds?: number;
}

/**
 * The answer of a route that streams: its parts, one after the other, as they are taken. The next part is read when the one before has left this process, and
 * none is read for who has hung up. The first one is read before the answer begins: what fails there has a status. What fails later breaks the connection, so
 * that nobody takes a beginning for the whole.
 */
export async function representStream(
  request: ApiRequest,
  { status, produces }: Pick<Route<never>, 'status' | 'produces'>,
  { parts }: StreamedAnswer,
  headers: Readonly<Record<string, string>>,
  taking: Taking,
): Promise<HttpAnswer> {
  const texts = parts[Symbol.asyncIterator]();
  const plain = bytesOf(await texts.next(), texts);
  const isCompressed = accepts(request.headers.get('accept-encoding'), 'gzip');
  return {
    status,
    headers: {
      ...headers,
      // It has no ETag by which it could be asked for again.
      'cache-control': 'no-store',
      vary: 'accept-encoding, authorization',
      'content-type': `${produces}; charset=utf-8`,
      ...(isCompressed && { 'content-encoding': 'gzip' }),
    },
    body: ReadableStream.from(asTaken(isCompressed ? gzipped(plain) : plain, taking)),
  };
}

async function* bytesOf(first: IteratorResult<string>, rest: AsyncIterator<string>): AsyncGenerator<Buffer> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) yield Buffer.from(next.value);
  } finally {
    await rest.return?.();
  }
}

/** Compressed so that each part can be read when it has come: before the next one is asked for, which may fail. */
async function* gzipped(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
  const packed: Buffer[] = [];
  gzip.on('data', (bytes: Buffer) => packed.push(bytes));
  try {
    for await (const part of parts) {
      await new Promise<void>((resolve, reject) => {
        gzip.write(part, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
      yield Buffer.concat(packed.splice(0));
    }
    gzip.end();
    await finished(gzip);
    yield Buffer.concat(packed.splice(0));
  } finally {
    gzip.destroy();
  }
}

async function* asTaken(
  parts: AsyncIterable<Buffer>,
  { context, exchange, maxMilliseconds = MAX_STREAM_MILLISECONDS }: Taking,
): AsyncGenerator<Buffer> {
  const deadline = AbortSignal.timeout(maxMilliseconds);
  try {
    for await (const part of parts) {
      yield part;
      if (exchange !== undefined) await drained(exchange.response, deadline);
      if (exchange?.response.destroyed === true) return;
      if (deadline.aborted) throw new Error(`The answer was broken off: it took more than ${maxMilliseconds / 1000} s.`);
    }
  } catch (error) {
    context.error(error);
    // The library would let who waits go on waiting.
    exchange?.response.destroy();
    throw error;
  }
}

/** Resolves when all that was written has left this process, when nobody takes it any more, or when it has taken too long. */
async function drained(response: ServerResponse, deadline: AbortSignal): Promise<void> {
  if (!response.writableNeedDrain || deadline.aborted) return;
  await new Promise<void>((resolve) => {
    const settle = () => {
      for (const event of ['drain', 'close']) response.off(event, settle);
      deadline.removeEventListener('abort', settle);
      resolve();
    };
    for (const event of ['drain', 'close']) response.once(event, settle);
    deadline.addEventListener('abort', settle);
  });
}
