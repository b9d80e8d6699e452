import { request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { app } from '@azure/functions';
import type { HttpHandler } from '@azure/functions';
import { startHost } from '../../lib/host/host.js';
import type { Host, InvocationOutcome, LogEntry } from '../../lib/host/host.js';

let host: Host;
const logged: LogEntry[] = [];
const invocations: InvocationOutcome[] = [];
const steps: string[] = [];

beforeAll(async () => {
  host = await startHost({
    port: 0,
    connections: {},
    maxRequestBytes: 1_000,
    loadFunctions: registerToyApp,
    onLog: (entry) => logged.push(entry),
    onInvocation: (invocation) => invocations.push(invocation),
  });
});

afterAll(() => host.close());

function registerToyApp(): void {
  app.setup({ enableHttpStream: true });
  app.http('tenant', {
    route: 'v1/tenants/{tenant}',
    methods: ['GET'],
    handler: (request, context) => {
      context.warn('looked up', request.params['tenant']);
      return {
        jsonBody: { params: request.params, query: [...request.query], url: request.url, agent: request.headers.get('user-agent') },
      };
    },
  });
  app.http('echo', {
    methods: ['PUT', 'POST'],
    handler: async (request) => ({
      status: 201,
      body: await request.arrayBuffer(),
      headers: { 'content-type': 'application/octet-stream' },
    }),
  });
  app.http('sign-in', {
    handler: () => ({
      cookies: [
        { name: 'session', value: 'a b', httpOnly: true, secure: true, sameSite: 'Strict', maxAge: 60 },
        { name: 'theme', value: 'dark', path: '/ui', expires: new Date('2030-01-01T00:00:00Z') },
      ],
    }),
  });
  // Its types forbid it, yet nothing stops a function from returning nothing.
  app.http('nothing', { handler: (() => undefined) as unknown as HttpHandler });
  app.http('breaks', {
    handler: () => {
      throw new Error('no table named Sessions');
    },
  });
  app.http('bad-header', { handler: () => ({ headers: { 'x-note': 'ü€' } }) });
  app.http('keyed', { authLevel: 'function', handler: () => ({ body: 'secret' }) });
  app.http('look', { methods: ['HEAD'], handler: () => ({ headers: { etag: '"1"' } }) });
  app.http('slow', {
    handler: async () => {
      steps.push('slow began');
      await delay(200);
      steps.push('slow ended');
      return { body: 'x'.repeat(1_000_000) };
    },
  });
  app.hook.preInvocation(({ invocationContext, hookData }) => {
    hookData['name'] = invocationContext.functionName;
  });
  app.hook.postInvocation((hook) => {
    if (hook.hookData['name'] === 'nothing' && hook.invocationContext.triggerMetadata)
      hook.result = { body: 'never: http has no metadata' };
    steps.push(`after ${String(hook.hookData['name'])}`);
  });
  app.hook.appTerminate(() => {
    steps.push('app terminated');
  });
}

describe('an http function in the embedded host', () => {
  it('is listed, and reached by its route with parameters and query', async () => {
    expect(host.functions).toContain('tenant');
    const answer = await fetch(`${host.url}/api/v1/tenants/contoso%20gmbh?day=28&rule=a&rule=b`, { headers: { 'user-agent': 'probe' } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      // The query is among the parameters, too, as it is in Azure.
      params: { day: '28', rule: 'a,b', tenant: 'contoso gmbh' },
      query: [
        ['day', '28'],
        ['rule', 'a'],
        ['rule', 'b'],
      ],
      url: `${host.url}/api/v1/tenants/contoso%20gmbh?day=28&rule=a&rule=b`,
      agent: 'probe',
    });
  });

  it('gets every byte of a body and gives every byte back', async () => {
    const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
    const answer = await fetch(`${host.url}/api/echo`, { method: 'PUT', body: bytes });
    expect(answer.status).toBe(201);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
  });

  it('gets the whole body when its length was not announced', async () => {
    const body = new Blob(['chunked']).stream();
    const answer = await fetch(`${host.url}/api/echo`, { method: 'POST', body, duplex: 'half' });
    expect(await answer.text()).toBe('chunked');
  });

  it('sets cookies', async () => {
    const answer = await fetch(`${host.url}/api/sign-in`);
    expect(answer.headers.getSetCookie()).toEqual([
      'session=a%20b; Max-Age=60; HttpOnly; Secure; SameSite=Strict',
      'theme=dark; Path=/ui; Expires=Tue, 01 Jan 2030 00:00:00 GMT',
    ]);
  });

  it('answers 500 when it returns nothing, and the log says what that would be in Azure', async () => {
    expect((await fetch(`${host.url}/api/nothing`)).status).toBe(500);
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 'error', function: 'nothing', message: expect.stringContaining('four minutes') }),
    );
  });

  it('answers 500 and no details when it throws; log and observer have them', async () => {
    const answer = await fetch(`${host.url}/api/breaks`);
    expect([answer.status, await answer.text()]).toEqual([500, '']);
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 'error', function: 'breaks', message: expect.stringContaining('no table named Sessions') }),
    );
    expect(invocations).toContainEqual(expect.objectContaining({ function: 'breaks', outcome: 'failed' }));
  });

  it('answers 500 when it returns what HTTP cannot carry', async () => {
    const answer = await fetch(`${host.url}/api/bad-header`);
    expect(answer.status).toBe(500);
    expect(logged.some(({ level, function: name }) => level === 'error' && name !== 'breaks')).toBe(true);
  });

  it('answers HEAD where it allows HEAD', async () => {
    const answer = await fetch(`${host.url}/api/look`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
  });

  it('logs with its name and invocation', () => {
    const entry = logged.find(({ message }) => message === 'looked up contoso gmbh');
    expect(entry).toMatchObject({ level: 'warning', category: 'user', function: 'tenant' });
    expect(invocations).toContainEqual(expect.objectContaining({ invocationId: entry?.invocationId, outcome: 'succeeded' }));
  });

  it('has its hooks run', () => {
    expect(steps).toContain('after tenant');
    expect(steps).toContain('after breaks');
  });
});

describe('a request that no function takes', () => {
  for (const { said, path, init, status } of [
    { said: 'an unknown path', path: '/api/unknown', init: {}, status: 404 },
    { said: 'a method that is not allowed', path: '/api/echo', init: { method: 'DELETE' }, status: 404 },
    { said: 'HEAD where only GET is allowed', path: '/api/v1/tenants/contoso', init: { method: 'HEAD' }, status: 404 },
    { said: 'a function that asks for a key', path: '/api/keyed', init: {}, status: 401 },
    { said: 'a body at the limit', path: '/api/echo', init: { method: 'PUT', body: 'x'.repeat(1_000) }, status: 201 },
    { said: 'a body above the limit', path: '/api/echo', init: { method: 'PUT', body: 'x'.repeat(1_001) }, status: 413 },
  ]) {
    it(`${said}: ${status}`, async () => {
      expect((await fetch(host.url + path, init)).status).toBe(status);
    });
  }

  it('a host name that is none: 400', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${host.url}/api/nothing`, { headers: { host: 'not a host' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject).end();
    });
    expect(status).toBe(400);
  });
});

describe('closing', () => {
  it('lets what runs come to its end, answers it whole, and takes nothing new', async () => {
    const running = fetch(`${host.url}/api/slow`).then((answer) => answer.text());
    while (!steps.includes('slow began')) await delay(5);
    const closed = host.close();
    await expect(fetch(`${host.url}/api/nothing`)).rejects.toThrow();
    expect(steps).not.toContain('slow ended');
    expect((await running).length).toBe(1_000_000);
    await closed;
    expect(steps.slice(-3)).toEqual(['slow ended', 'after slow', 'app terminated']);
  });
});
