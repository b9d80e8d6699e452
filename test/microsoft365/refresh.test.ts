import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refreshSnapshot } from '../../lib/microsoft365/refresh-snapshot.js';

const CLIENT = '7a3c9c1e-6f0b-4f57-9a55-0d2f6c1b8e11';

/** The mail entry and its neighbours in the shape of the service; the ranges of the neighbours must not get in. */
const PUBLISHED = [
  {
    id: 1,
    serviceArea: 'Exchange',
    urls: ['outlook.office365.com'],
    ips: ['52.96.0.0/14'],
    tcpPorts: '80,443',
    expressRoute: true,
    category: 'Optimize',
  },
  {
    id: 2,
    serviceArea: 'Exchange',
    urls: ['smtp.office365.com'],
    ips: ['40.96.0.0/13'],
    tcpPorts: '587',
    category: 'Allow',
    required: true,
  },
  {
    id: 10,
    serviceArea: 'Exchange',
    serviceAreaDisplayName: 'Exchange Online',
    urls: ['*.mail.protection.outlook.com', '*.mx.microsoft'],
    ips: ['40.92.0.0/15', '104.47.0.0/17', '2a01:111:f400::/48'],
    tcpPorts: '25',
    expressRoute: true,
    category: 'Allow',
    required: true,
  },
  { id: 11, serviceArea: 'Skype', ips: ['13.107.64.0/18'], udpPorts: '3478,3479', category: 'Optimize', required: true },
  { id: 46, serviceArea: 'Common', urls: ['*.office.com'], tcpPorts: '25, 443', category: 'Default', required: true },
];

type Answer = { readonly status?: number; readonly body: unknown };

describe('refreshing the snapshot from Microsoft’s web service', () => {
  let server: Server;
  let baseUrl: string;
  let folder: string;
  let file: string;
  let answers: (path: string) => Answer;
  const asked: string[] = [];

  beforeEach(async () => {
    asked.length = 0;
    answers = (path) => ({
      body: path.startsWith('/version/') ? { instance: path.slice(9), latest: '2026103000', serviceArea: 'x' } : PUBLISHED,
    });
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      asked.push(url.pathname + url.search);
      const { status = 200, body } = answers(url.pathname);
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    folder = await mkdtemp(join(tmpdir(), 'mail-endpoints-'));
    file = join(folder, 'snapshot.ts');
    await writeFile(file, 'the old snapshot');
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  const refresh = () => refreshSnapshot(file, { baseUrl, clientRequestId: CLIENT, now: () => new Date('2026-11-02T08:00:00Z') });

  it('takes what is for Exchange on port 25, of each cloud, and says where and when', async () => {
    const [worldwide, ...others] = await refresh();
    expect(worldwide).toEqual({
      cloud: 'Worldwide',
      version: '2026103000',
      source: 'https://endpoints.office.com/endpoints/Worldwide, read on 2026-11-02',
      ranges: ['40.92.0.0/15', '104.47.0.0/17', '2a01:111:f400::/48'],
      urls: ['*.mail.protection.outlook.com', '*.mx.microsoft'],
    });
    expect(others.map(({ cloud }) => cloud)).toEqual(['USGovGCCHigh', 'USGovDoD', 'China']);
    const text = await readFile(file, 'utf8');
    expect(text).toContain('export const MAIL_ENDPOINTS: readonly MailEndpoints[] = [');
    expect(text).toContain('"104.47.0.0/17"');
    expect(await readdir(folder)).toEqual(['snapshot.ts']);
  });

  it('names itself to the service with each call', async () => {
    await refresh();
    expect(asked.slice(0, 2)).toEqual([`/version/Worldwide?clientrequestid=${CLIENT}`, `/endpoints/Worldwide?clientrequestid=${CLIENT}`]);
    expect(asked.every((url) => url.includes(`clientrequestid=${CLIENT}`))).toBe(true);
  });

  const mailEntry = (change: object) => PUBLISHED.map((set) => (set.id === 10 ? { ...set, ...change } : set));

  for (const [what, answer, message] of [
    ['an empty list', { body: [] }, /Among 0 published endpoint sets, none has IPv4 ranges/],
    ['a list with IPv6 alone', { body: mailEntry({ ips: ['2a01:111:f400::/48'] }) }, /none has IPv4 ranges/],
    ['a range that is half the internet', { body: mailEntry({ ips: ['40.0.0.0/7'] }) }, /40\.0\.0\.0\/7 is too wide to be true/],
    ['a range that is none', { body: mailEntry({ ips: ['40.92.0.0-40.93.255.255'] }) }, /not in CIDR notation/],
    ['mail on another port', { body: mailEntry({ tcpPorts: '26-30,443' }) }, /none has IPv4 ranges/],
    ['the page of a proxy', { body: '<html>Please sign in</html>' }, /something else than the documented JSON/],
    ['too many calls', { status: 429, body: '' }, /Try again in an hour/],
    ['a fault of the service', { status: 503, body: '' }, /\/endpoints\/China answered 503/],
  ] as const) {
    it(`${what}: the old snapshot stays`, async () => {
      const good = answers;
      // The last cloud fails: what the others answered must not be written either.
      answers = (path) => (path === '/endpoints/China' ? answer : good(path));
      await expect(refresh()).rejects.toThrow(message);
      expect(await readFile(file, 'utf8')).toBe('the old snapshot');
    });
  }

  it('ranges at the edge of belief, and a port within a span', async () => {
    answers = (path) => ({
      body: path.startsWith('/version/')
        ? { latest: '2026103000' }
        : mailEntry({ ips: ['40.0.0.0/8', '2a01:100::/24'], tcpPorts: '20-25' }),
    });
    const [worldwide] = await refresh();
    expect(worldwide?.ranges).toEqual(['40.0.0.0/8', '2a01:100::/24']);
  });

  it('without a network it says what it could not reach', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const attempt = refreshSnapshot(file, { baseUrl: `http://127.0.0.1:${port}`, clientRequestId: CLIENT });
    await expect(attempt).rejects.toThrow(/Can't reach http:\/\/127\.0\.0\.1:\d+\/version\/Worldwide: .*ECONNREFUSED.*snapshot stays/);
  });
});
