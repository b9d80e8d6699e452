import { Readable } from 'node:stream';
import { z } from 'zod';
import { PUBLIC, READER } from '../../lib/api/access.js';
import { MAX_STREAMS, RateLimits, type Rate } from '../../lib/api/rate-limits.js';
import { declareRoute } from '../../lib/api/route.js';
import type { Tables } from '../../lib/store/tables.js';
import { localServices } from '../store/local-tables.js';
import { readerOf } from '../tenants/tokens.js';
import { callRoute, type Answered } from './call-route.js';
import { thingsRoute } from './things-route.js';

const services = localServices();
const VERSION = `W/"datetime'2026-01-01T12%3A00%3A00.0000000Z'"`;

let seenVersion: string | undefined;

/** Things that can be read, and one that can be changed. */
const things = (text: string) =>
  declareRoute({
    method: 'GET',
    path: '/api/v1/things',
    operationId: 'things',
    tag: 'things',
    summary: 'Things',
    access: PUBLIC,
    answer: z.object({ text: z.string() }),
    handle: () => Promise.resolve({ json: { text }, etag: VERSION }),
  });

const change = declareRoute({
  method: 'PATCH',
  path: '/api/v1/things',
  operationId: 'changeThings',
  tag: 'things',
  summary: 'Changes things',
  access: PUBLIC,
  answer: z.object({}),
  handle: ({ ifMatch }) => {
    seenVersion = ifMatch;
    return Promise.resolve({ json: {} });
  },
});

const read = (text: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> =>
  callRoute(things(text), services(), { headers });

describe('what was read before', () => {
  it('is not sent again while it is the same, and is when it is another', async () => {
    const { status, headers } = await read('one');
    expect({ status, cache: headers['cache-control'] }).toEqual({ status: 200, cache: 'private, no-cache' });
    const again = (text: string) => read(text, { 'if-none-match': headers['etag'] ?? '' });
    expect(await again('one')).toMatchObject({ status: 304, json: null, headers: { etag: headers['etag'] } });
    expect((await again('two')).status).toBe(200);
    expect((await read('one', { 'if-none-match': `"other", W/${headers['etag'] ?? ''}` })).status).toBe(304);
  });

  it('tells a change which version it was', async () => {
    const { headers } = await read('one');
    await callRoute(change, services(), { headers: { 'if-match': headers['etag'] ?? '' } });
    expect(seenVersion).toBe(VERSION);
    await callRoute(change, services(), { headers: { 'if-match': '*' } });
    expect(seenVersion).toBeUndefined();
  });

  it.each([
    '"made-up"',
    'x',
    '"AAAA.AAAAAAAAAAAAAAAAAAAAAA"',
    `"${Buffer.from('"\r\nx: y"').toString('base64url')}.AAAAAAAAAAAAAAAAAAAAAA"`,
  ])('is never what a made-up tag says: %s', async (tag) => {
    expect((await callRoute(change, services(), { headers: { 'if-match': tag } })).status).toBe(412);
  });
});

describe('a long answer', () => {
  const LONG = 'a line of a log; '.repeat(500);

  it.each([
    { accepts: 'gzip', encoding: 'gzip' },
    { accepts: 'br;q=1.0, gzip;q=0.8', encoding: 'gzip' },
    { accepts: '*', encoding: 'gzip' },
    { accepts: 'gzip;q=0', encoding: undefined },
    { accepts: 'identity, *;q=0', encoding: undefined },
    { accepts: '', encoding: undefined },
  ])('is compressed for who accepts “$accepts”: $encoding', async ({ accepts, encoding }) => {
    const { headers, json } = await read(LONG, { 'accept-encoding': accepts });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['vary']).toContain('accept-encoding');
    expect(json).toEqual({ text: LONG });
  });

  it('has another tag when it is compressed, and both are known again', async () => {
    const [plain, packed] = [await read(LONG), await read(LONG, { 'accept-encoding': 'gzip' })];
    expect(plain.headers['etag']).not.toBe(packed.headers['etag']);
    const again = await read(LONG, { 'accept-encoding': 'gzip', 'if-none-match': packed.headers['etag'] ?? '' });
    expect(again.status).toBe(304);
    await callRoute(change, services(), { headers: { 'if-match': packed.headers['etag'] ?? '' } });
    expect(seenVersion).toBe(VERSION);
  });

  it('is not compressed when it is short', async () => {
    expect((await read('short', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
  });
});

describe('every answer', () => {
  it('bears the caller’s name for the request where that is a safe one, else its own', async () => {
    const idOf = async (id: string) => (await read('x', { 'x-request-id': id })).headers['x-request-id'];
    expect(await idOf('ticket-4711')).toBe('ticket-4711');
    for (const id of ['<script>', 'a b', 'x'.repeat(65), 'ümlaut', '']) expect(await idOf(id)).toBe('invocation-1');
  });

  it('cannot be framed, guessed at, or read by a page from elsewhere', async () => {
    const { headers } = await read('x', { origin: 'https://elsewhere.example' });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age') as string,
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('who asks too fast', () => {
  const SLOW: Rate = { burst: 2, perSecond: 0.5 };

  it('is told when to try again, and is heard then', () => {
    const limits = new RateLimits();
    limits.take('anna', SLOW, 0);
    limits.take('anna', SLOW, 0);
    expect(() => {
      limits.take('anna', SLOW, 0);
    }).toThrow(expect.objectContaining({ code: 'too-many-requests', retryAfterSeconds: 2 }) as Error);
    limits.take('ben', SLOW, 0);
    expect(() => {
      limits.take('anna', SLOW, 1_999);
    }).toThrow();
    limits.take('anna', SLOW, 4_000);
  });

  it('takes some exports at once, and another when one has ended, or was given up', async () => {
    const limits = new RateLimits();
    const begun = async (who: string) => {
      const parts = limits.streamed(who, Readable.from(['a', 'b']));
      await parts.next();
      return parts;
    };
    const [first, second] = await Promise.all(Array.from({ length: MAX_STREAMS }, () => begun('anna')));
    const tooMany = expect.objectContaining({ code: 'too-many-requests', retryAfterSeconds: 10 }) as Error;
    await expect(begun('anna')).rejects.toThrow(tooMany);
    await begun('ben');
    await first?.return(undefined);
    await begun('anna');
    await expect(begun('anna')).rejects.toThrow(tooMany);
    for (let isDone = false; !isDone;) isDone = (await second?.next())?.done ?? true;
    await begun('anna');
  });

  it('gets 429 with Retry-After, by token; others are heard meanwhile', async () => {
    const route = thingsRoute('/api/v1/things', READER);
    const [fast, other] = [await readerOf(services().tables, 'contoso'), await readerOf(services().tables, 'contoso')];
    const noon = new Date('2026-01-01T12:00:00Z');
    const slow = { ...services(), now: () => noon, limits: new RateLimits() };
    let last = await callRoute(route, slow, { token: fast });
    for (let asked = 1; asked < 700 && last.status === 200; asked += 1) last = await callRoute(route, slow, { token: fast });
    expect(last).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1', 'content-type': expect.stringContaining('problem+json') as string },
    });
    expect((await callRoute(route, slow, { token: other })).status).toBe(200);
  }, 120_000);

  it('is counted also where a token is needed and none is shown, and costs no look into any table then', async () => {
    const route = thingsRoute('/api/v1/tenants/{tenant}/things', READER);
    const noon = new Date('2026-01-01T12:00:00Z');
    const slow = { tables: {} as Tables, now: () => noon, limits: new RateLimits() };
    const asked = { params: { tenant: 'contoso' }, headers: { 'x-forwarded-for': '203.0.113.7' } };
    const statuses = new Set<number>();
    for (let times = 0; times < 70; times += 1) statuses.add((await callRoute(route, slow, asked)).status);
    expect(statuses).toEqual(new Set([401, 429]));
  });

  it('is counted by the address that the proxy saw, when it shows no right: what stands before it is anybody’s word', async () => {
    const noon = new Date('2026-01-01T12:00:00Z');
    const slow = { ...services(), now: () => noon, limits: new RateLimits() };
    const statuses = new Set<number>();
    for (let asked = 0; asked < 70; asked += 1) {
      const headers = { 'x-forwarded-for': `10.0.0.${asked}, 203.0.113.7:4${asked}` };
      statuses.add((await callRoute(things('x'), slow, { headers })).status);
    }
    expect(statuses).toEqual(new Set([200, 429]));
    expect((await callRoute(things('x'), slow, { headers: { 'x-forwarded-for': '203.0.113.8' } })).status).toBe(200);
  });
});
