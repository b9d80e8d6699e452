import { createServer as createPlainServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { generate } from 'selfsigned';
import { exchange } from '../../lib/shipper/http-exchange.js';
import { isReachedDirectly, noProxyEntries } from '../../lib/shipper/no-proxy.js';
import { Pace } from '../../lib/shipper/pace.js';
import { Wire } from '../../lib/shipper/wire.js';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function post(url: string, wire: Wire, body = 'a chunk') {
  return exchange({ method: 'POST', url: new URL(url), headers: {}, body: Buffer.from(body) }, wire, 5_000);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request as AsyncIterable<Buffer>) text += part.toString();
  return text;
}

describe('an address without encryption', () => {
  it.each(['http://mailflow.example', 'http://10.0.0.5:7071', 'http://127.0.0.1.example'])('gets nothing: %s', async (url) => {
    await expect(post(url, new Wire())).rejects.toThrow('without encryption');
  });

  it('is spoken to when it is this machine itself', async () => {
    const server = createPlainServer((request, response) => {
      void textOf(request).then((text) => response.end(`heard ${text}`));
    });
    const { body } = await post(`http://127.0.0.1:${await portOf(server)}`, new Wire());
    expect(body.toString()).toBe('heard a chunk');
  });
});

describe('with TLS', () => {
  let key: string;
  let cert: string;
  beforeAll(async () => {
    const names = ['localhost', 'mailflow.test'].map((value) => ({ type: 2 as const, value }));
    const made = await generate([{ name: 'commonName', value: 'mailflow.test' }], {
      extensions: [{ name: 'subjectAltName', altNames: names }],
    });
    [key, cert] = [made.private, made.cert];
  });

  async function securePort(options: object = {}): Promise<number> {
    return portOf(
      createSecureServer({ key, cert, ...options }, (request, response) => {
        void textOf(request).then((text) => response.end(`heard ${text}`));
      }),
    );
  }

  /** A proxy that knows only CONNECT, and notes who was asked for. It finds every name on this machine. */
  async function proxyPort(asked: string[], refusal?: string): Promise<number> {
    const proxy = createPlainServer();
    proxy.on('connect', (request, socket) => {
      asked.push(`${String(request.url)} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      if (refusal !== undefined) {
        socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      const upstream = connect(Number(String(request.url).split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    return portOf(proxy);
  }

  it('trusts no certificate of its own making, unless its authority is named', async () => {
    const url = `https://localhost:${await securePort()}`;
    await expect(post(url, new Wire())).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect((await post(url, new Wire({ authorities: [cert] }))).body.toString()).toBe('heard a chunk');
  });

  it('speaks TLS 1.2, and nothing older', async () => {
    const wire = new Wire({ authorities: [cert] });
    const [old, usable] = [
      await securePort({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      await securePort({ maxVersion: 'TLSv1.2' }),
    ];
    await expect(post(`https://localhost:${old}`, wire)).rejects.toThrow(/protocol|alert/i);
    expect((await post(`https://localhost:${usable}`, wire)).status).toBe(200);
  });

  it('goes through the proxy, tells it the user and the host and nothing else, and checks the certificate behind it', async () => {
    const asked: string[] = [];
    const port = await securePort();
    const proxy = `http://ship:s%40fe@127.0.0.1:${await proxyPort(asked)}`;
    const { body } = await post(`https://mailflow.test:${port}`, new Wire({ proxy, authorities: [cert] }));
    expect(body.toString()).toBe('heard a chunk');
    expect(asked).toEqual([`mailflow.test:${port} Basic ${Buffer.from('ship:s@fe').toString('base64')}`]);
    await expect(post(`https://mailflow.test:${port}`, new Wire({ proxy }))).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await expect(post(`https://other.test:${port}`, new Wire({ proxy, authorities: [cert] }))).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('passes on what the proxy refuses', async () => {
    const proxy = `http://127.0.0.1:${await proxyPort([], '407 Proxy Authentication Required')}`;
    expect((await post('https://mailflow.test', new Wire({ proxy }))).status).toBe(407);
  });

  it('leaves the proxy out for this machine itself', async () => {
    const asked: string[] = [];
    const wire = new Wire({ proxy: `http://127.0.0.1:${await proxyPort(asked)}`, authorities: [cert] });
    expect((await post(`https://localhost:${await securePort()}`, wire)).status).toBe(200);
    expect(asked).toEqual([]);
  });
});

it('sends a large body slice by slice, whole', async () => {
  const server = createPlainServer((request, response) => {
    void textOf(request).then((text) => response.end(String(text.length)));
  });
  const wire = new Wire({ pace: new Pace({ cpuPercent: 100, bytesPerSecond: 1_000_000 }) });
  const { body } = await post(`http://127.0.0.1:${await portOf(server)}`, wire, 'x'.repeat(100_001));
  expect(body.toString()).toBe('100001');
});

it('hears an answer that comes before the body was sent', async () => {
  const server = createPlainServer((_request, response) => {
    response.writeHead(413, { connection: 'close' }).end('too large');
  });
  const wire = new Wire({ pace: new Pace({ cpuPercent: 100, bytesPerSecond: 64 * 1024 }) });
  expect(await post(`http://127.0.0.1:${await portOf(server)}`, wire, 'x'.repeat(200_000))).toMatchObject({ status: 413 });
});

describe('NO_PROXY', () => {
  it.each([
    { list: 'contoso.com', url: 'https://contoso.com', direct: true },
    { list: 'contoso.com', url: 'https://mailflow.contoso.com', direct: true },
    { list: '.contoso.com, *.example', url: 'https://mailflow.example', direct: true },
    { list: 'contoso.com', url: 'https://notcontoso.com', direct: false },
    { list: 'contoso.com:8443', url: 'https://contoso.com', direct: false },
    { list: 'contoso.com:443', url: 'https://contoso.com', direct: true },
    { list: '10.0.0.5 2001:db8::1', url: 'https://10.0.0.5', direct: true },
    { list: '2001:db8::1', url: 'https://[2001:db8::1]', direct: true },
    { list: '[2001:db8::1]:8443', url: 'https://[2001:db8::1]', direct: false },
    { list: '*', url: 'https://mailflow.example', direct: true },
    { list: '', url: 'https://mailflow.example', direct: false },
  ])('$list and $url', ({ list, url, direct }) => {
    expect(isReachedDirectly(new URL(url), noProxyEntries(list))).toBe(direct);
  });
});
