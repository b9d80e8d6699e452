import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { app } from '@azure/functions';
import { z } from 'zod';
import { PUBLIC } from '../../lib/api/access.js';
import { alwaysAnswer } from '../../lib/api/always-answer.js';
import { exchangeOf, watchExchanges } from '../../lib/api/exchange.js';
import { representStream, type Taking } from '../../lib/api/represent-stream.js';
import { declareRoute } from '../../lib/api/route.js';
import { serveRoute } from '../../lib/api/serve-route.js';
import { startHost, type Host, type LogEntry } from '../../lib/host/host.js';
import { memoryTables } from '../simulation/memory-tables.js';

/** Over real HTTP, through the server of `@azure/functions` that Azure's host forwards to: a list, page by page, to whoever takes it. */

const PAGES = 150;

/** 400 kB that hardly compress: all pages are far more than the sockets on the way hold, so who waits is felt after some of them. */
const PAGE = Array.from({ length: 9_000 }, (_, index) => createHash('sha256').update(String(index)).digest('base64')).join('\n');

/** What was read of storage, and what became of it. */
interface Reading {
  pages: number;
  isOver: boolean;
  /** The page that can't be read. */
  readonly broken?: number;
  /** Lets the second page be read. */
  readonly second?: Promise<void>;
}

let host: Host;
let reading: Reading = { pages: 0, isOver: false };
const logged: LogEntry[] = [];

async function* pages(mine: Reading): AsyncGenerator<string> {
  try {
    while (mine.pages < PAGES) {
      if (mine.pages === 1) await mine.second;
      await turn();
      if (mine.pages === mine.broken) throw new Error('the table is gone');
      mine.pages += 1;
      yield `page ${mine.pages}\n${PAGE}\n`;
    }
  } finally {
    mine.isOver = true;
  }
}

const route = declareRoute({
  method: 'GET',
  path: '/api/v1/pages',
  operationId: 'exportPages',
  tag: 'pages',
  summary: 'Pages',
  access: PUBLIC,
  produces: 'text/csv',
  streams: true,
  answer: z.string(),
  handle: () => Promise.resolve({ parts: pages(reading) }),
});

beforeAll(async () => {
  host = await startHost({
    port: 0,
    routePrefix: '',
    connections: {},
    onLog: (entry) => logged.push(entry),
    loadFunctions: () => {
      app.setup({ enableHttpStream: true });
      watchExchanges();
      const services = { tables: memoryTables(), now: () => new Date() };
      app.http('pages', { route: route.path.slice(1), methods: ['GET'], handler: alwaysAnswer(serveRoute(route, () => services)) });
    },
  });
});

afterAll(() => host.close());

/** Begins to read the list; nothing of the body is taken yet. */
function ask(headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(`${host.url}/api/v1/pages`, { headers, agent: false }, resolve).once('error', reject));
}

/** Waits until something is so, as long as a busy machine may need. */
async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 20) {
    if (waited > 20_000) throw new Error('It never came to be so.');
    await delay(20);
  }
}

/** Waits until no page has been read for a while. */
async function untilStill(mine: Reading): Promise<void> {
  for (let before = -1, still = 0; still < 25; still = mine.pages === before ? still + 1 : 0) {
    before = mine.pages;
    await delay(20);
  }
}

describe.each([
  { told: 'as it is', headers: {} },
  { told: 'compressed', headers: { 'accept-encoding': 'gzip' } },
])('a long answer, $told', ({ headers }) => {
  const plain = (answer: IncomingMessage) => (answer.headers['content-encoding'] === 'gzip' ? answer.pipe(createGunzip()) : answer);

  it('holds every page, in order, each once, without an ETag', async () => {
    reading = { pages: PAGES - 15, isOver: false };
    const answer = await ask(headers);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store' });
    expect(answer.headers.etag).toBeUndefined();
    const lines = (await text(plain(answer))).split('\n').filter((line) => line.startsWith('page '));
    expect(lines).toEqual(Array.from({ length: 15 }, (_, index) => `page ${PAGES - 14 + index}`));
  });

  it('begins before the second page has been read', async () => {
    let read: () => void = () => undefined;
    reading = { pages: 0, isOver: false, second: new Promise((resolve) => (read = resolve)) };
    const answer = plain(await ask(headers));
    const [first] = (await once(answer, 'data')) as [Buffer];
    const [begin] = first.toString().split('\n');
    expect({ begin, pages: reading.pages }).toEqual({ begin: 'page 1', pages: 1 });
    answer.destroy();
    read();
  });

  it('is read no further while nobody takes it, and goes on when it is taken again', async () => {
    const mine: Reading = { pages: 0, isOver: false };
    reading = mine;
    const answer = await ask(headers);
    await untilStill(mine);
    // What the sockets between hold is a matter of the system: some megabytes, and this answer has some fifty.
    const before = mine.pages;
    expect(before).toBeLessThan(PAGES / 2);
    answer.resume();
    await until(() => mine.pages > before);
    answer.destroy();
  });

  it('is read no further when whoever asked has hung up', async () => {
    const mine: Reading = { pages: 0, isOver: false };
    reading = mine;
    logged.length = 0;
    const answer = await ask(headers);
    await untilStill(mine);
    answer.destroy();
    await until(() => mine.isOver);
    expect(mine.pages).toBeLessThan(PAGES);
    expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('breaks off, for all to see, when a page can’t be read', async () => {
    reading = { pages: 0, isOver: false, broken: 3 };
    logged.length = 0;
    const answer = await ask(headers);
    expect(answer.statusCode).toBe(200);
    await expect(text(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(logged).toContainEqual(expect.objectContaining({ category: 'user', message: expect.stringContaining('the table is gone') }));
  });

  it('is a problem with a status when not even its first page can be read', async () => {
    reading = { pages: 0, isOver: false, broken: 0 };
    const answer = await ask(headers);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([500, 'application/problem+json; charset=utf-8']);
    answer.destroy();
  });
});

/** The body of an answer, without a server. */
async function represented(mine: Reading, taking: Taking, headers: Readonly<Record<string, string>> = {}): Promise<AsyncIterable<Buffer>> {
  const request = { method: 'GET', headers: new Headers(headers) } as Parameters<typeof representStream>[0];
  const { body } = await representStream(request, { status: 200, produces: 'text/csv' }, { parts: pages(mine) }, {}, taking);
  return body as AsyncIterable<Buffer>;
}

describe('an answer whose second page can’t be read', () => {
  it.each([{}, { 'accept-encoding': 'gzip' }])('gives the first whole before it breaks off: $accept-encoding', async (headers) => {
    const body = await represented(
      { pages: 0, isOver: false, broken: 1 },
      { context: { error: () => undefined }, exchange: undefined },
      headers,
    );
    const taken: Buffer[] = [];
    const all = (async () => {
      for await (const part of body) taken.push(part);
    })();
    await expect(all).rejects.toThrow('the table is gone');
    const bytes = Buffer.concat(taken);
    const plain = 'accept-encoding' in headers ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
    expect(plain.toString()).toBe(`page 1\n${PAGE}\n`);
  });
});

describe('an answer that takes too long', () => {
  it('is broken off, and the log says why', async () => {
    const forEver: Reading = { pages: -Infinity, isOver: false };
    const errors: unknown[] = [];
    const body = await represented(forEver, {
      context: { error: (error) => errors.push(error) },
      exchange: undefined,
      maxMilliseconds: 50,
    });
    const taken = (async () => {
      for await (const part of body) expect(part.length).toBeGreaterThan(0);
    })();
    await expect(taken).rejects.toThrow('it took more than 0.05 s');
    expect(errors).toHaveLength(1);
    expect(forEver.isOver).toBe(true);
  });

  it('is broken off also for who takes nothing of it', async () => {
    const mine: Reading = { pages: 0, isOver: false };
    const context = { error: () => undefined };
    // It writes without a look at who takes it, as the library does.
    const server = createServer((request, response) => {
      void (async () => {
        const body = await represented(mine, { context, exchange: { request, response }, maxMilliseconds: 2_000 });
        for await (const part of body) response.write(part);
      })().catch(() => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const [answer] = (await once(get({ port: (server.address() as AddressInfo).port, agent: false }), 'response')) as [IncomingMessage];
    await until(() => mine.isOver);
    expect(mine.pages).toBeLessThan(PAGES);
    await expect(text(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
    server.close();
  });
});

describe('the exchange of an invocation', () => {
  it('is forgotten when it is over, and is never that of a name that somebody else sent', async () => {
    reading = { pages: PAGES, isOver: false };
    const answer = await ask({ 'x-ms-invocation-id': 'mine' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['x-ms-invocation-id']).not.toBe('mine');
    await text(answer);
    await until(() => exchangeOf('mine') === undefined && exchangeOf(String(answer.headers['x-ms-invocation-id'])) === undefined);
  });
});
