import { HttpRequest } from '@azure/functions';
import { getFinding } from '../../lib/api/findings.js';
import { patchFinding } from '../../lib/api/patch-finding.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { findingIdOf, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { saveFindingParts } from '../../lib/store/finding-table.js';
import type { QueryGrant } from '../../lib/store/token-table.js';
import { issueToken } from '../../lib/tenants/token.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const NOON = new Date('2026-01-01T12:00:00Z');
const at = (now: Date) => ({ ...services(), now: () => now });

function seedFailure(): Occurrence {
  const { occurrence } = diagnoseSession(fixtureSession('00-seed-unknowncredentials.log'), { server: 'EX01' });
  if (occurrence === undefined) throw new Error('The seed is found.');
  return occurrence;
}

const failure = seedFailure();
const finding = findingIdOf(failure);

async function fails(tenant: string, time = failure.at): Promise<void> {
  const part = { findingId: finding, owner: { chunk: time }, tally: tallyOf({ ...failure, at: time }) };
  await saveFindingParts(services().tables, tenant, [part], NOON);
}

interface Asked {
  readonly body?: object;
  readonly role?: QueryGrant['role'];
  readonly etag?: string | undefined;
}

async function request(tenant: string, { body, role = 'operator', etag }: Asked = {}): Promise<HttpRequest> {
  const token = await issueToken(services().tables, { kind: 'query', tenants: [tenant], role });
  const json = body && JSON.stringify(body);
  return new HttpRequest({
    method: body === undefined ? 'GET' : 'PATCH',
    url: 'http://localhost/',
    headers: {
      authorization: `Bearer ${token}`,
      ...(json !== undefined && { 'content-length': String(Buffer.byteLength(json)) }),
      ...(etag !== undefined && { 'if-match': etag }),
    },
    params: { tenant, finding },
    ...(json !== undefined && { body: { string: json } }),
  });
}

async function stateOf(tenant: string, now = NOON): Promise<unknown> {
  return ((await getFinding(await request(tenant), at(now))).json as { state: string }).state;
}

async function patch(tenant: string, asked: Asked): Promise<unknown> {
  return ((await patchFinding(await request(tenant, asked), at(NOON))).json as { state: string }).state;
}

describe('an operator', () => {
  it('acknowledges a finding, and takes it back', async () => {
    await fails('acknowledging');
    expect(await patch('acknowledging', { body: { state: 'acknowledged', by: 'anna', note: 'on it' } })).toBe('acknowledged');
    expect(await patch('acknowledging', { body: { state: 'open' } })).toBe('open');
  });

  it('mutes it until a moment, and then it is open again', async () => {
    await fails('muting');
    await patch('muting', { body: { state: 'muted', by: 'anna', until: '2026-01-01T18:00:00Z' } });
    expect(await stateOf('muting')).toBe('muted');
    expect(await stateOf('muting', new Date('2026-01-01T18:00:01Z'))).toBe('open');
  });

  it('resolves it, which the next failure belies', async () => {
    await fails('resolving');
    expect(await patch('resolving', { body: { state: 'resolved', by: 'anna' } })).toBe('resolved');
    await fails('resolving', '2026-01-01T13:00:00.000Z');
    expect(await stateOf('resolving')).toBe('open');
  });

  it('is told when the finding has changed since it was read', async () => {
    await fails('contested');
    const { etag } = await getFinding(await request('contested'), at(NOON));
    await patch('contested', { body: { state: 'acknowledged', by: 'anna' }, etag });
    await expect(patch('contested', { body: { state: 'open' }, etag })).rejects.toMatchObject({ code: 'changed-meanwhile' });
  });

  it.each([
    { told: 'muting that has no end', body: { state: 'muted', by: 'anna' }, word: 'until' },
    { told: 'muting into the past', body: { state: 'muted', by: 'anna', until: '2025-12-31T00:00:00Z' }, word: 'until' },
    { told: 'muting for years', body: { state: 'muted', by: 'anna', until: '2030-01-01T00:00:00Z' }, word: 'until' },
    { told: 'a state that only the logs can give', body: { state: 'recovered', by: 'anna' }, word: 'state' },
    { told: 'an act of nobody', body: { state: 'acknowledged' }, word: 'by' },
  ])('is refused $told, in words that name the place', async ({ body, word }) => {
    await fails('refused');
    await expect(patch('refused', { body })).rejects.toMatchObject({
      code: 'invalid-request',
      detail: expect.stringContaining(word) as string,
    });
  });
});

it('who may only read can’t change a finding', async () => {
  await fails('reading');
  await expect(patch('reading', { body: { state: 'open' }, role: 'reader' })).rejects.toMatchObject({ code: 'forbidden' });
});
