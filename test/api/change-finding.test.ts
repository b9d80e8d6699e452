import { changeFindingRoute } from '../../lib/api/change-finding.js';
import { readFindingRoute } from '../../lib/api/findings.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { findingIdOf, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { saveFindingParts } from '../../lib/store/finding-table.js';
import type { QueryGrant } from '../../lib/store/token-table.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { localServices } from '../store/local-tables.js';
import { queryToken, readerOf } from '../tenants/tokens.js';
import { callRoute, type Answered } from './call-route.js';

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
  readonly body: object;
  readonly role?: QueryGrant['role'];
  readonly etag?: string | undefined;
}

async function change(tenant: string, { body, role = 'operator', etag }: Asked): Promise<Answered> {
  const token = await queryToken(services().tables, role, [tenant]);
  return callRoute(changeFindingRoute, at(NOON), {
    token,
    params: { tenant, finding },
    body,
    ...(etag !== undefined && { headers: { 'if-match': etag } }),
  });
}

async function read(tenant: string, now = NOON): Promise<Answered> {
  const token = await readerOf(services().tables, tenant);
  return callRoute(readFindingRoute, at(now), { token, params: { tenant, finding } });
}

function stateIn({ json }: Answered): unknown {
  return (json as { state: string }).state;
}

describe('an operator', () => {
  it('acknowledges a finding, and takes it back', async () => {
    await fails('acknowledging');
    expect(stateIn(await change('acknowledging', { body: { state: 'acknowledged', by: 'anna', note: 'on it' } }))).toBe('acknowledged');
    expect(stateIn(await change('acknowledging', { body: { state: 'open' } }))).toBe('open');
  });

  it('mutes it until a moment, and then it is open again', async () => {
    await fails('muting');
    await change('muting', { body: { state: 'muted', by: 'anna', until: '2026-01-01T18:00:00Z' } });
    expect(stateIn(await read('muting'))).toBe('muted');
    expect(stateIn(await read('muting', new Date('2026-01-01T18:00:01Z')))).toBe('open');
  });

  it('resolves it, which the next failure belies', async () => {
    await fails('resolving');
    expect(stateIn(await change('resolving', { body: { state: 'resolved', by: 'anna' } }))).toBe('resolved');
    await fails('resolving', '2026-01-01T13:00:00.000Z');
    expect(stateIn(await read('resolving'))).toBe('open');
  });

  it('is told when the finding has changed since it was read', async () => {
    await fails('contested');
    const { etag } = (await read('contested')).headers;
    await change('contested', { body: { state: 'acknowledged', by: 'anna' }, etag });
    expect((await change('contested', { body: { state: 'open' }, etag })).status).toBe(412);
  });

  it.each([
    { told: 'muting that has no end', body: { state: 'muted', by: 'anna' }, word: 'until' },
    { told: 'muting into the past', body: { state: 'muted', by: 'anna', until: '2025-12-31T00:00:00Z' }, word: 'until' },
    { told: 'muting for years', body: { state: 'muted', by: 'anna', until: '2030-01-01T00:00:00Z' }, word: 'until' },
    { told: 'a state that only the logs can give', body: { state: 'recovered', by: 'anna' }, word: 'state' },
    { told: 'an act of nobody', body: { state: 'acknowledged' }, word: 'by' },
  ])('is refused $told, in words that name the place', async ({ body, word }) => {
    await fails('refused');
    expect(await change('refused', { body })).toMatchObject({ status: 400, json: { detail: expect.stringContaining(word) as string } });
  });
});

it('who may only read can’t change a finding', async () => {
  await fails('reading');
  expect((await change('reading', { body: { state: 'open' }, role: 'reader' })).status).toBe(403);
});
