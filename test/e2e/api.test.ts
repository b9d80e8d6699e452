import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ROUTES } from '../../lib/api/routes.js';
import { observationId } from '../../lib/diagnosis/observation.js';
import { notify } from '../../lib/notify/notify.js';
import { deliveryId } from '../../lib/notify/send-deliveries.js';
import { services } from '../../lib/services.js';
import { changeDelivery, findDelivery, pageOfDeliveries } from '../../lib/store/delivery-table.js';
import { reconcileObservations } from '../../lib/store/observation-table.js';
import { filledPath } from '../api/filled-path.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { adminOf, adminOfAll, operatorOf, readerOf, shipperOf } from '../tenants/tokens.js';
import { SILENT } from '../watch/silent-server.js';
import { CHANGING_CALLS } from './changing-calls.js';
import { askGrants, put, runningMailflow, uploadRange } from './running-mailflow.js';

/** Over real HTTP, through the embedded host: who is let in where, whether answers are as the OpenAPI document says, and what hostile input does. */

const mailflow = runningMailflow();
const LOG = { name: 'SEND2019052815-1.LOG', date: '2019-05-28T15:07:00.088Z', bytes: fixtureLog('00-seed-unknowncredentials.log') };

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function call(method: string, path: string, token?: string, { headers, body }: Sent = {}): Promise<Answered> {
  const response = await fetch(`${mailflow().host.url}${path}`, {
    method,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isJson = /^application\/(?:problem\+)?json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, json: text === '' ? undefined : isJson ? JSON.parse(text) : text };
}

describe('every route × every caller', () => {
  const CALLERS = ['nobody', 'shipper', 'reader', 'operator', 'admin', 'stranger'] as const;
  const ALLOWED: Readonly<Record<string, readonly string[]>> = {
    public: CALLERS,
    shipper: ['shipper'],
    reader: ['reader', 'operator', 'admin'],
    operator: ['operator', 'admin'],
    admin: ['admin'],
  };

  /** Beyond the role, for those who see all tenants alone. */
  const FOR_ALL: ReadonlySet<string> = new Set(['listAudit']);

  /** What became of a call: whether it was let in, or how it was turned away. What a route says of things it does not know is being let in. */
  function verdict({ status, json }: Answered): string {
    const { type = '', detail = '' } = (json ?? {}) as { type?: string; detail?: string };
    if (status === 401) return 'no token';
    if (status === 404 && detail.startsWith('There is no tenant')) return 'no such tenant';
    return status === 403 && type.endsWith(':forbidden') ? 'forbidden' : 'let in';
  }

  it.each(ROUTES.map((route, index) => ({ ...route, tenant: `matrix-${index}` })))(
    '$method $path is for: $who',
    async ({ operationId, method, path, who, tenant }) => {
      const { tables } = services();
      const tokens = {
        nobody: undefined,
        shipper: await shipperOf(tables, tenant),
        reader: await readerOf(tables, tenant),
        operator: await operatorOf(tables, tenant),
        admin: FOR_ALL.has(operationId) ? await adminOfAll(tables) : await adminOf(tables, tenant),
        stranger: await adminOf(tables, 'matrix-stranger'),
      };
      for (const caller of CALLERS) {
        const answered = await call(method, filledPath(path, { tenant }), tokens[caller]);
        const mayCall = ALLOWED[who]?.includes(caller) ?? false;
        const isStranger = caller === 'stranger';
        const turnedAway = caller === 'nobody' ? 'no token' : isStranger && path.includes('{tenant}') ? 'no such tenant' : 'forbidden';
        const mayStranger = isStranger && who !== 'shipper' && !path.includes('{tenant}') && !FOR_ALL.has(operationId);
        expect({ caller, verdict: verdict(answered) }).toEqual({ caller, verdict: mayCall || mayStranger ? 'let in' : turnedAway });
      }
    },
  );
});

/** A delivery to this channel that was given up. */
async function givenUp(id: string): Promise<string> {
  const channel = { id, tenant: null };
  const { tables } = services();
  const [pending] = (await pageOfDeliveries(tables, channel, { state: 'pending', limit: 1 })).items;
  const found = pending && (await findDelivery(tables, channel, pending.id));
  if (found === undefined) throw new Error('Nothing was to be delivered.');
  await changeDelivery(tables, found, { state: 'dead' });
  return deliveryId(channel, found.id);
}

/** Bytes that are no log arrive as one. */
async function spoiledUpload(url: string, token: string): Promise<void> {
  const chunk = {
    stream: 'hub/smtp-send',
    file: 'SEND2019052816-1.LOG',
    date: '2019-05-28T16:00:00.000Z',
    from: 0,
    to: 10,
    codec: 'br',
  } as const;
  const [grant] = await askGrants(url, token, [chunk]);
  if (grant === undefined) throw new Error('No grant came.');
  await put(grant.url, Buffer.alloc(3), grant.headers);
}

describe('answers over HTTP', () => {
  let admin = '';
  let shipper = '';
  const values: Record<string, string> = { tenant: 'conforming', rule: 'tls-unknown-credentials' };

  beforeAll(async () => {
    const { tables } = services();
    admin = await adminOfAll(tables);
    shipper = await shipperOf(tables, 'conforming');
    const made = await call('POST', '/api/v1/channels', admin, {
      body: JSON.stringify({ name: 'Nobody', format: 'generic', url: 'https://127.0.0.1/hook' }),
    });
    values.channel = (made.json as { id: string }).id;
    values.policy = 'all';
    await call('PUT', '/api/v1/notification-policies/all', admin, {
      body: JSON.stringify({ name: 'All', tenants: ['conforming'], channels: [values.channel] }),
    });
    await uploadRange(mailflow().host.url, shipper, LOG, 0, LOG.bytes.length);
    // At another tenant: the gap that it leaves ages, so that lists of log files say something else each second.
    await spoiledUpload(mailflow().host.url, await shipperOf(tables, 'spoiled'));
    await mailflow().host.idle();
    await notify(services());
    const first = async (path: string, list: string, tenant = 'conforming') => {
      const { json } = await call('GET', `/api/v1/tenants/${tenant}/${path}`, admin);
      const [item] = (json as Record<string, { id: string; samples?: { session: string }[] }[]>)[list] ?? [];
      return item;
    };
    const finding = await first('findings', 'findings');
    values.finding = finding?.id ?? '';
    await reconcileObservations(tables, 'conforming', [SILENT.watch], () => [SILENT], new Date());
    values.observation = observationId(SILENT);
    values.session = finding?.samples?.[0]?.session ?? '';
    values.file = (await first('log-files', 'logFiles'))?.id ?? '';
    const asked = await call('POST', '/api/v1/tenants/conforming/rediagnose', admin, {
      body: JSON.stringify({ since: '2019-05-28T00:00:00Z', until: '2019-05-29T00:00:00Z' }),
    });
    values.rediagnosis = (asked.json as { id: string }).id;
    await call('POST', '/api/v1/tenants/conforming/enrolment-codes', admin);
    values.chunk = (await first('quarantine', 'chunks', 'spoiled'))?.id ?? '';
    values.delivery = await givenUp(values.channel);
  });

  /** What can only be read where somebody made it: a test of its own has it. */
  const reads = ROUTES.filter(({ method, who }) => method === 'GET' && who !== 'shipper');

  it.each(reads)('of $operationId are as the schema says, to the last field', async ({ path, answer, status }) => {
    const url = filledPath(path, values);
    const answered = await call('GET', url, admin);
    expect({ url, status: answered.status }).toEqual({ url, status });
    const parsed = z.safeParse(answer, answered.json);
    expect(parsed.error?.issues ?? []).toEqual([]);
    // A field that no schema declares is dropped by it.
    expect(isDeepStrictEqual(JSON.parse(JSON.stringify(parsed.data)), answered.json)).toBe(true);
  });

  it.each(reads.filter(({ streams }) => !streams))('of $operationId are not sent twice', async ({ path }) => {
    const url = filledPath(path, values);
    const statuses: number[] = [];
    // Some answers say how long something has waited: between the two questions a second may end.
    for (let tries = 0; tries < 5 && statuses.at(-1) !== 304; tries++) {
      const { headers } = await call('GET', url, admin);
      statuses.push((await call('GET', url, admin, { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status);
    }
    expect(statuses.at(-1)).toBe(304);
  });

  it('of every change are as the schemas say, too', async () => {
    const changing = ROUTES.filter(({ method }) => method !== 'GET');
    expect(CHANGING_CALLS.map(({ id }) => id).sort()).toEqual(changing.map(({ operationId }) => operationId).sort());
    const known = { ...values };
    for (const { id, as, values: own, query = '', body, gives = {} } of CHANGING_CALLS) {
      const route = changing.find(({ operationId }) => operationId === id);
      if (route === undefined) throw new Error(`No change is called ${id}.`);
      const token = as === 'nobody' ? undefined : as === 'shipper' ? shipper : admin;
      const text = body && JSON.stringify(body).replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '');
      const answered = await call(
        route.method,
        `${filledPath(route.path, { ...known, ...own })}${query}`,
        token,
        text === undefined ? {} : { body: text },
      );
      const problem = answered.status === route.status ? undefined : answered.json;
      expect({ id, status: answered.status, problem }).toEqual({ id, status: route.status, problem: undefined });
      const parsed = z.safeParse(route.answer, answered.json);
      expect({ id, issues: parsed.error?.issues ?? [] }).toEqual({ id, issues: [] });
      expect(isDeepStrictEqual(JSON.parse(JSON.stringify(parsed.data)), answered.json)).toBe(true);
      for (const [name, field] of Object.entries(gives)) known[name] = (answered.json as Record<string, string>)[field] ?? '';
    }
  });

  it('that are errors are problems that the document knows', async () => {
    const document = (await call('GET', '/api/openapi.json')).json as {
      components: { schemas: { Problem: { properties: { type: { enum: string[] } } } } };
    };
    const known = document.components.schemas.Problem.properties.type.enum;
    for (const [path, token] of [
      ['/api/v1/tenants/conforming/findings', undefined],
      ['/api/v1/tenants/nobody/findings', admin],
      ['/api/v1/tenants/conforming/findings?limit=no', admin],
    ] as const) {
      const { headers, json } = await call('GET', path, token);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(known).toContain((json as { type: string }).type);
    }
  });
});

/** A list of something that a name only filters: of what is not there it has nothing. */
function isEmptyList(json: unknown): boolean {
  return typeof json === 'object' && json !== null && Object.values(json).every((value) => Array.isArray(value) && value.length === 0);
}

describe('hostile input', () => {
  const NAMES = [
    '..%2f..%2fcontoso',
    '%2e%2e',
    "x' or PartitionKey ne 'x",
    'conforming%00',
    'сonforming',
    'CONFORMING',
    'conforming|EX01',
    'a'.repeat(2_000),
    '<script>alert(1)</script>',
    '{{7*7}}',
    '%F0%28%8C%28',
  ];

  it.each(NAMES)(
    'for a name finds nothing, and breaks nothing: %s',
    async (name) => {
      const admin = await adminOfAll(services().tables);
      for (const { method, path } of ROUTES.filter(({ path: at }) => at.includes('{'))) {
        for (const [placeholder] of path.matchAll(/\{\w+\}/g)) {
          const url = path
            .replace(placeholder, encodeURIComponent(name))
            .replace(/\{tenant\}/, 'conforming')
            .replace(/\{\w+\}/g, 'nothing');
          const { status, json } = await call(method, url, admin);
          expect({ url, found: [400, 403, 404, 411].includes(status) || isEmptyList(json) ? 'nothing' : status }).toEqual({
            url,
            found: 'nothing',
          });
          expect(JSON.stringify(json ?? '')).not.toMatch(/RestError|node_modules|AccountKey|at \S+\.ts/);
        }
      }
    },
    60_000,
  );

  it('opens no other tenant by a name in body or query that the host could take for one of the path', async () => {
    const { tables } = services();
    const admin = await adminOf(tables, 'queried');
    for (const { method, path, who } of ROUTES.filter(({ path: at }) => at.includes('{tenant}'))) {
      for (const name of ['tenant', 'Tenant', 'TENANT']) {
        const url = `${filledPath(path, { tenant: 'conforming' })}?${name}=queried`;
        const body = method === 'GET' || method === 'DELETE' ? {} : { body: JSON.stringify({ [name]: 'queried' }) };
        const { status, json } = await call(method, url, admin, body);
        expect({ url, who, status, json }).toMatchObject({
          status: 404,
          json: { detail: expect.stringContaining('no tenant “conforming”') },
        });
      }
    }
  }, 60_000);

  it('says nothing of who asks in a query or a body that the host could take for headers', async () => {
    const headers = JSON.stringify({ authorization: `Bearer ${await adminOfAll(services().tables)}`, 'content-length': '2' });
    for (const name of ['Headers', 'headers']) {
      expect((await call('GET', `/api/v1/access?${name}=${encodeURIComponent(headers)}`)).status).toBe(401);
      expect((await call('POST', '/api/v1/tenants', undefined, { body: JSON.stringify({ [name]: headers }) })).status).toBe(401);
    }
  });

  it('is answered under a name for the invocation that is not the host’s', async () => {
    expect((await call('GET', '/api/v1/health', undefined, { headers: { 'x-ms-invocation-id': 'mine' } })).status).toBe(200);
  });

  it.each([
    'limit=999999999',
    'limit=-1',
    'limit=1e309',
    'limit=1,2',
    "after=x' or 'a' eq 'a",
    'after=AAAA',
    `after=${'A'.repeat(3_000)}`,
    "server=x' or PartitionKey ne '",
    "text=' or 1 eq 1",
    'constructor=1',
    '__proto__=1',
    'tenant=*&tenant=other',
  ])(
    'for a query opens nothing, and breaks nothing: %s',
    async (query) => {
      const reader = await readerOf(services().tables, 'queried');
      const others = JSON.stringify((await call('GET', '/api/v1/tenants/queried/findings', reader)).json);
      for (const { path } of ROUTES.filter(({ method, who }) => method === 'GET' && who === 'reader')) {
        const { status, json } = await call('GET', `${filledPath(path, { tenant: 'queried' })}?${query}`, reader);
        expect([200, 400, 404]).toContain(status);
        expect(JSON.stringify(json ?? '')).not.toContain('conforming');
      }
      expect(others).not.toContain('conforming');
    },
    60_000,
  );

  it('of ten megabytes is refused before it is read', async () => {
    const { tables } = services();
    const [shipper, admin] = [await shipperOf(tables, 'large'), await adminOfAll(tables)];
    const body = JSON.stringify({ chunks: 'x'.repeat(10_000_000) });
    for (const [path, token] of [
      ['/api/v1/uploads', shipper],
      ['/api/v1/heartbeats', shipper],
      ['/api/v1/tokens', admin],
      ['/api/v1/enrolments', undefined],
    ] as const) {
      expect((await call('POST', path, token, { body })).status).toBe(413);
    }
  });

  it.each([
    '[]',
    'null',
    '"x"',
    '{"chunks":{}}',
    '{"__proto__":{"role":"admin"}}',
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    '{"id":"\\u0000","name":"x"}',
  ])('for a body is refused in words, and breaks nothing: %.40s', async (body) => {
    const { tables } = services();
    const [shipper, admin] = [await shipperOf(tables, 'bodies'), await adminOfAll(tables)];
    for (const { method, path, who } of ROUTES.filter(({ body: schema }) => schema !== undefined)) {
      const { status } = await call(method, filledPath(path, { tenant: 'bodies' }), who === 'shipper' ? shipper : admin, { body });
      expect({ path, status: [400, 404].includes(status) ? 'refused' : status }).toEqual({ path, status: 'refused' });
    }
  });

  it.each([
    {
      told: 'another tenant’s name in a header',
      headers: { 'x-tenant': 'conforming', 'x-original-url': '/api/v1/tenants/conforming/findings' },
    },
    { told: 'a method in a header', headers: { 'x-http-method-override': 'DELETE' } },
    { told: 'a role in a header', headers: { 'x-ms-client-principal': Buffer.from('{"userRoles":["admin"]}').toString('base64') } },
  ])('smuggled as $told changes nothing', async ({ headers }) => {
    const reader = await readerOf(services().tables, 'smuggled');
    expect((await call('GET', '/api/v1/tenants/conforming/findings', reader, { headers })).status).toBe(404);
    expect((await call('GET', '/api/v1/tokens', reader, { headers })).status).toBe(403);
    expect((await call('GET', '/api/v1/tenants/smuggled', reader, { headers })).json).toMatchObject({ id: 'smuggled', state: 'active' });
  });

  it('for a token is answered as no token of ours', async () => {
    for (const token of ['x', 'mfq_', `mfq_${'0'.repeat(20)}_${'A'.repeat(43)}`, 'eyJhbGciOiJub25lIn0.e30.', 'A'.repeat(6_000)]) {
      expect((await call('GET', '/api/v1/access', token)).status).toBe(401);
    }
  });
});
