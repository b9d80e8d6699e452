import { HttpRequest, InvocationContext, type HttpResponseInit } from '@azure/functions';
import { Problem } from '../../lib/api/problem.js';
import { route } from '../../lib/api/route.js';

const REQUEST = new HttpRequest({ method: 'GET', url: 'http://localhost/api/v1/things' });

async function answer(
  resource: () => Promise<{ json: unknown; status?: number }>,
): Promise<{ response: HttpResponseInit; logged: unknown[] }> {
  const logged: unknown[] = [];
  const context = new InvocationContext({
    functionName: 'things',
    invocationId: 'invocation-1',
    logHandler: (_level, ...args) => logged.push(...args),
  });
  return { response: await route(resource)(REQUEST, context), logged };
}

describe('what a caller gets', () => {
  it('is the resource as JSON, kept by no cache', async () => {
    const { response } = await answer(() => Promise.resolve({ json: { a: 1 } }));
    expect(response).toMatchObject({
      status: 200,
      body: '{"a":1}',
      headers: { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' },
    });
  });

  it('is the problem, with its own status and words', async () => {
    const { response, logged } = await answer(() => Promise.reject(new Problem('not-found', 'There is no finding “x”.')));
    expect(response).toMatchObject({ status: 404, headers: { 'content-type': 'application/problem+json; charset=utf-8' } });
    expect(JSON.parse(response.body as string)).toEqual({
      type: 'urn:mailflow:problem:not-found',
      title: 'There is no such thing, or it is not yours',
      status: 404,
      detail: 'There is no finding “x”.',
    });
    expect(logged).toEqual([]);
  });

  it('is nothing of the inside when something unforeseen fails; the log has it', async () => {
    const secret = new Error('AccountKey=abc at /srv/lib/store');
    const { response, logged } = await answer(() => Promise.reject(secret));
    expect(response.status).toBe(500);
    expect(response.body).not.toContain('AccountKey');
    expect(response.body).toContain('invocation-1');
    expect(logged).toContain(secret);
  });
});
