import { stateOf } from '../../lib/diagnosis/finding-state.js';
import { findingIdOf, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { handleFinding, settleCondition } from '../../lib/store/finding-condition.js';
import { forgetChanges, untoldChanges } from '../../lib/store/finding-change-table.js';
import { findFinding, listFindings, saveFindingParts, type PartOwner } from '../../lib/store/finding-table.js';
import { seedOccurrence } from '../diagnosis/seed-occurrence.js';
import { localServices } from './local-tables.js';

const services = localServices();
const NOW = new Date('2026-01-01T12:00:00Z');

const occurrence = seedOccurrence();
const findingId = findingIdOf(occurrence);

/** The seed's failure at a minute of an hour. */
function failedAt(minute: number): Occurrence {
  return { ...occurrence, at: `2024-05-14T09:${String(minute).padStart(2, '0')}:00.000Z`, sessionId: `S${minute}` };
}

async function put(tenant: string, owner: PartOwner, failure: Occurrence | undefined, expectNew = false): Promise<void> {
  await saveFindingParts(services().tables, tenant, [{ findingId, owner, tally: failure && tallyOf(failure) }], NOW, expectNew);
}

async function changesOf(tenant: string): Promise<readonly string[]> {
  return (await untoldChanges(services().tables, tenant)).map(({ change }) => change);
}

describe('a finding in the tables', () => {
  it('is the sum of its parts, however often they come and however many workers bring them at once', async () => {
    const chunks = Array.from({ length: 12 }, (_, index) => index);
    await Promise.all([...chunks, ...chunks].map((chunk) => put('racing', { chunk: `chunk-${chunk}` }, failedAt(chunk), true)));
    expect((await findFinding(services().tables, 'racing', findingId))?.finding).toMatchObject({
      id: findingId,
      sessions: 12,
      connector: 'Outbound to Office 365',
      firstSeen: '2024-05-14T09:00:00.000Z',
      lastSeen: '2024-05-14T09:11:00.000Z',
    });
    expect(await changesOf('racing')).toEqual(['opened']);
  });

  it.each([
    { part: 'the first', gone: 0, left: { firstSeen: '09:10', lastSeen: '09:20' } },
    { part: 'the last', gone: 20, left: { firstSeen: '09:00', lastSeen: '09:10' } },
    { part: 'one between', gone: 10, left: { firstSeen: '09:00', lastSeen: '09:20' } },
  ])('has the times and the samples of those that stay when $part is taken back', async ({ gone, left }) => {
    const tenant = `taken-back-${gone}`;
    for (const minute of [0, 10, 20]) await put(tenant, { session: `s${minute}` }, failedAt(minute));
    await put(tenant, { session: `s${gone}` }, undefined);
    await put(tenant, { session: `s${gone}` }, undefined);
    const finding = (await findFinding(services().tables, tenant, findingId))?.finding;
    expect(finding).toMatchObject({
      sessions: 2,
      firstSeen: `2024-05-14T${left.firstSeen}:00.000Z`,
      lastSeen: `2024-05-14T${left.lastSeen}:00.000Z`,
    });
    expect(finding?.samples.map(({ sessionId }) => sessionId)).toEqual([20, 10, 0].filter((minute) => minute !== gone).map((m) => `S${m}`));
  });

  it('is another one for the fleet when it opens or failed earlier, not with each failure in yet another hour and with yet another host', async () => {
    const news = async (chunk: string, failure: Occurrence) => {
      const part = { findingId, owner: { chunk }, tally: tallyOf(failure) };
      return [...(await saveFindingParts(services().tables, 'shown', [part], NOW)).shownOtherwise];
    };
    expect(await news('1', failedAt(10))).toEqual(['failing']);
    expect(await news('2', { ...failedAt(20), at: '2024-05-14T11:00:00.000Z', remote: '203.0.113.9:25' })).toEqual([]);
    expect(await news('3', failedAt(5))).toEqual(['failing']);
  });

  it('is gone with its last part, which is told, and opens again with the next', async () => {
    await put('withdrawn', { chunk: 'a' }, failedAt(0));
    await put('withdrawn', { chunk: 'a' }, undefined);
    expect(await listFindings(services().tables, 'withdrawn')).toEqual([]);
    await put('withdrawn', { chunk: 'b' }, failedAt(1));
    expect((await listFindings(services().tables, 'withdrawn')).map(({ finding }) => finding.sessions)).toEqual([1]);
    expect((await changesOf('withdrawn')).toSorted()).toEqual(['opened', 'opened', 'withdrawn']);
  });

  it('is gone with its last part also when that, and the finding, came while it was being taken back', async () => {
    const { tables } = services();
    let isFirstLook = true;
    const getEntity = async (...asked: Parameters<typeof tables.Findings.getEntity>) => {
      const found = await tables.Findings.getEntity(...asked).catch((error: unknown) => error);
      if (isFirstLook) {
        isFirstLook = false;
        await put('overtaken', { session: 's' }, failedAt(1));
      }
      if (found instanceof Error) throw found;
      return found;
    };
    const Findings = Object.create(tables.Findings, { getEntity: { value: getEntity } }) as typeof tables.Findings;
    await saveFindingParts({ ...tables, Findings }, 'overtaken', [{ findingId, owner: { session: 's' }, tally: undefined }], NOW);
    expect(await findFinding(tables, 'overtaken', findingId)).toBeUndefined();
    expect(await changesOf('overtaken')).toEqual(['opened', 'withdrawn']);
  });

  it('is seen under its own tenant alone', async () => {
    const { tables } = services();
    await put('owner', { chunk: 'c' }, failedAt(0));
    expect(await findFinding(tables, 'neighbour', findingId)).toBeUndefined();
    expect(await listFindings(tables, 'owne')).toEqual([]);
    expect(await listFindings(tables, 'owner|')).toEqual([]);
  });
});

describe('a finding that recovered', () => {
  const recover = (tenant: string, lastFailure: number) =>
    settleCondition(services().tables, tenant, { findingId, lastSeen: failedAt(lastFailure).at }, 'recovered', NOW);
  const conditionOf = async (tenant: string) => (await findFinding(services().tables, tenant, findingId))?.condition;

  it('is reopened by a newer failure, and not by one from before that comes late', async () => {
    await put('reopened', { chunk: 'a' }, failedAt(10));
    await recover('reopened', 10);
    await put('reopened', { chunk: 'late' }, failedAt(5));
    expect(await conditionOf('reopened')).toBe('recovered');
    await put('reopened', { chunk: 'b' }, failedAt(50));
    expect(await conditionOf('reopened')).toBe('failing');
    expect(await changesOf('reopened')).toEqual(['opened', 'recovered', 'reopened']);
  });

  it('changes once, though many workers notice it at once', async () => {
    await put('noticed', { chunk: 'a' }, failedAt(10));
    const changed = await Promise.all(Array.from({ length: 8 }, () => recover('noticed', 10)));
    expect(changed.filter(Boolean)).toHaveLength(1);
    expect(await changesOf('noticed')).toEqual(['opened', 'recovered']);
  });

  it('stays as it is when a failure was written that the worker did not see', async () => {
    await put('overtaken', { chunk: 'a' }, failedAt(10));
    await put('overtaken', { chunk: 'b' }, failedAt(40));
    expect(await recover('overtaken', 10)).toBe(false);
    expect(await conditionOf('overtaken')).toBe('failing');
  });

  it('is told of under ids that stay the same until it was heard', async () => {
    const { tables } = services();
    await put('told', { chunk: 'a' }, failedAt(10));
    const [first] = await untoldChanges(tables, 'told');
    const [again] = await untoldChanges(tables, 'told');
    expect(again?.id).toBe(first?.id);
    await forgetChanges(tables, 'told', [first?.rowKey ?? '']);
    await forgetChanges(tables, 'told', [first?.rowKey ?? '']);
    expect(await changesOf('told')).toEqual([]);
  });
});

describe('what a person did about a finding', () => {
  const acknowledged = { kind: 'acknowledged', at: '2026-01-01T12:05:00.000Z', by: 'anna', note: 'on it' } as const;
  const handlingOf = async (tenant: string) => (await findFinding(services().tables, tenant, findingId))?.handling;

  it('stays while the failure goes on, and ends when it comes back after a recovery', async () => {
    const { tables } = services();
    await put('handled', { chunk: 'a' }, failedAt(0));
    expect(await handleFinding(tables, 'handled', findingId, acknowledged)).toBe('done');
    await put('handled', { chunk: 'b' }, failedAt(10));
    expect(await handlingOf('handled')).toEqual(acknowledged);
    await settleCondition(tables, 'handled', { findingId, lastSeen: failedAt(10).at }, 'recovered', NOW);
    await put('handled', { chunk: 'c' }, failedAt(50));
    expect(await handlingOf('handled')).toBeNull();
  });

  it('that it is mended is belied by a later failure, which is told once, and by none from before that comes late', async () => {
    const { tables } = services();
    const resolved = { kind: 'resolved', at: failedAt(20).at, by: 'anna', note: null } as const;
    const stateNow = async () => {
      const stored = await findFinding(tables, 'mended', findingId);
      return stored && stateOf(stored.condition, stored.handling, stored.lastSeen, NOW);
    };
    await put('mended', { chunk: 'a' }, failedAt(10));
    await handleFinding(tables, 'mended', findingId, resolved);
    await put('mended', { chunk: 'late' }, failedAt(15));
    expect([await stateNow(), await changesOf('mended')]).toEqual(['resolved', ['opened']]);
    await put('mended', { chunk: 'b' }, failedAt(30));
    await put('mended', { chunk: 'c' }, failedAt(40));
    expect([await stateNow(), await changesOf('mended')]).toEqual(['open', ['opened', 'reopened']]);
    await put('mended', { chunk: 'b' }, undefined);
    await put('mended', { chunk: 'c' }, undefined);
    expect(await stateNow()).toBe('resolved');
  });

  it('a mute ends by itself', async () => {
    const { tables } = services();
    const muted = { kind: 'muted', at: failedAt(1).at, by: 'anna', note: null, until: failedAt(30).at } as const;
    await put('muted', { chunk: 'a' }, failedAt(0));
    await handleFinding(tables, 'muted', findingId, muted);
    const stored = await findFinding(tables, 'muted', findingId);
    const at = (minute: number) => stored && stateOf(stored.condition, stored.handling, stored.lastSeen, new Date(failedAt(minute).at));
    expect([at(29), at(30)]).toEqual(['muted', 'open']);
  });

  it('is not noted over what another did since, nor for a finding that is not there', async () => {
    const { tables } = services();
    await put('contested', { chunk: 'a' }, failedAt(0));
    const etag = (await findFinding(tables, 'contested', findingId))?.etag;
    expect(await handleFinding(tables, 'contested', findingId, acknowledged, etag)).toBe('done');
    expect(await handleFinding(tables, 'contested', findingId, null, etag)).toBe('changed-meanwhile');
    expect(await handleFinding(tables, 'nobody', findingId, acknowledged)).toBe('not-found');
  });
});
