import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { HttpRequest, InvocationContext } from '@azure/functions';
import { z } from 'zod';
import { PUBLIC } from '../../lib/api/access.js';
import { apiRequest } from '../../lib/api/api-request.js';
import { watchExchanges, type Exchange } from '../../lib/api/exchange.js';
import { declareRoute } from '../../lib/api/route.js';
import { serveRoute } from '../../lib/api/serve-route.js';
import { memoryTables } from '../simulation/memory-tables.js';

const PATH = '/api/v1/tenants/{tenant}/findings';

let server: Server;

afterEach(() => server.close());

/** A request as the host forwards it, and what the library makes of the host's binding data. */
async function forwarded(came: Record<string, string>, bound: Record<string, string>) {
  let exchange: Exchange | undefined;
  server = createServer((request, response) => {
    exchange = { request, response };
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers: came });
  const all = { ...(exchange?.request.headers as Record<string, string>), ...bound };
  const url = 'https://mailflow.example/api/v1/tenants/contoso/findings?tenant=fabrikam';
  const request = new HttpRequest({ method: 'GET', url, headers: all, params: { tenant: 'fabrikam' } });
  return apiRequest(PATH, request, exchange);
}

describe('a request that the host has forwarded', () => {
  it('is about the tenant of its path, whatever the binding data say', async () => {
    const { params, query } = await forwarded({}, {});
    expect(params).toEqual({ tenant: 'contoso' });
    expect(query.get('tenant')).toBe('fabrikam');
  });

  it('comes from the address that the platform saw, not from the host’s neighbour', async () => {
    const { headers } = await forwarded(
      { 'x-forwarded-for': '10.0.0.1', accept: 'text/csv, */*' },
      { 'x-forwarded-for': '1.2.3.4, 203.0.113.7:4711', accept: 'text/csv,*/*', host: 'mailflow.example' },
    );
    expect(headers.get('x-forwarded-for')).toBe('1.2.3.4, 203.0.113.7:4711');
  });

  it('has the headers that came with it, and comes from the neighbour, where somebody wrote headers into its query', async () => {
    const { headers } = await forwarded(
      { 'x-forwarded-for': '10.0.0.1', 'x-arr-log-id': 'a7', authorization: 'Bearer mine' },
      { 'x-forwarded-for': '203.0.113.8', 'x-arr-log-id': 'guessed', authorization: 'Bearer other', 'content-length': '2' },
    );
    expect([headers.get('x-forwarded-for'), headers.get('authorization'), headers.get('content-length')]).toEqual([
      '10.0.0.1',
      'Bearer mine',
      null,
    ]);
  });
});

describe('a request that breaks off', () => {
  it('is no failure of Mailflow: the log says nothing of it', async () => {
    watchExchanges();
    const logged: unknown[] = [];
    const route = declareRoute({
      method: 'POST',
      path: '/api/v1/things',
      operationId: 'makeThing',
      tag: 'things',
      summary: 'Makes a thing',
      access: PUBLIC,
      body: z.object({}),
      answer: z.object({}),
      handle: () => Promise.resolve({ json: {} }),
    });
    const serve = serveRoute(route, () => ({ tables: memoryTables(), now: () => new Date() }));
    const answered = new Promise<number>((resolve, reject) => {
      server = createServer((request) => {
        // As the library hands it over: the body is read from the message.
        const asked = { method: 'POST', url: `http://localhost${route.path}`, headers: new Headers(), query: new URLSearchParams() };
        const context = new InvocationContext({ invocationId: 'broken', logHandler: (_level, ...args) => void logged.push(...args) });
        serve({ ...asked, text: () => text(request) } as unknown as HttpRequest, context).then(({ status }) => {
          resolve(status);
        }, reject);
        client.destroy();
      }).listen(0, '127.0.0.1');
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nx-ms-invocation-id: broken\r\n\r\n{"half"');
    expect(await answered).toBe(400);
    expect(logged).toEqual([]);
  });
});
