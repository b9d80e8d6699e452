import { z } from 'zod';
import { PUBLIC } from '../../lib/api/access.js';
import { Problem } from '../../lib/api/problem.js';
import { declareRoute } from '../../lib/api/route.js';
import { localServices } from '../store/local-tables.js';
import { callRoute, type Answered, type Asked } from './call-route.js';

const services = localServices();

/** A route that answers so. */
function answer(handle: () => Promise<{ json: { a: number } }>, asked: Asked = {}): Promise<Answered> {
  const route = declareRoute({
    method: 'POST',
    path: '/api/v1/things/{thing}',
    operationId: 'things',
    tag: 'things',
    summary: 'Things',
    access: PUBLIC,
    params: { thing: z.string().max(5) },
    query: { limit: z.coerce.number().int().max(10).default(10) },
    answer: z.object({ a: z.number() }),
    handle,
  });
  return callRoute(route, services(), { params: { thing: 'one' }, ...asked });
}

const one = () => Promise.resolve({ json: { a: 1 } });

describe('what a caller gets', () => {
  it('is the resource as JSON, kept by no cache', async () => {
    expect(await answer(one)).toMatchObject({
      status: 200,
      json: { a: 1 },
      headers: { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' },
    });
  });

  it('is the problem, with its own status and words', async () => {
    const answered = await answer(() => Promise.reject(new Problem('not-found', 'There is no finding “x”.')));
    expect(answered).toMatchObject({ status: 404, headers: { 'content-type': 'application/problem+json; charset=utf-8' } });
    expect(answered.json).toEqual({
      type: 'urn:mailflow:problem:not-found',
      title: 'There is no such thing, or it is not yours',
      status: 404,
      detail: 'There is no finding “x”.',
    });
    expect(answered.logged).toEqual([]);
  });

  it('is nothing of the inside when something unforeseen fails; the log has it', async () => {
    const secret = new Error('AccountKey=abc at /srv/lib/store');
    const { status, json, logged } = await answer(() => Promise.reject(secret));
    expect(status).toBe(500);
    expect(JSON.stringify(json)).not.toContain('AccountKey');
    expect(JSON.stringify(json)).toContain('invocation-1');
    expect(logged).toContain(secret);
  });

  it.each([
    { told: 'a parameter of the query that is not as declared', asked: { query: { limit: '11' } }, status: 400, says: /limit/ },
    { told: 'one that is not declared', asked: { query: { limti: '1' } }, status: 400, says: /limti/ },
    { told: 'a name in the path that can name nothing', asked: { params: { thing: 'too long' } }, status: 404, says: /too long/ },
  ])('is the place and what is expected there, for $told', async ({ asked, status, says }) => {
    expect(await answer(one, asked)).toMatchObject({ status, json: { detail: expect.stringMatching(says) as string } });
  });
});
