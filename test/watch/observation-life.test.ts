import type { Observation } from '../../lib/diagnosis/observation.js';
import { nextStep, observationState, openWorstFirst, type LastingObservation } from '../../lib/watch/observation-life.js';

const OBSERVATION: Observation = {
  watch: 'certificate-expiring',
  severity: 'info',
  title: 'A certificate expires soon',
  summary: 'It ends in 30 days.',
  server: null,
  connector: null,
  keyFact: 'A'.repeat(40),
  since: '2026-03-01T00:00:00.000Z',
  deadline: null,
  causes: [],
  remedy: [],
  references: [],
};

/** Plays days, on each of which the watch sees this or nothing. */
function life(...days: readonly (Partial<Observation> | undefined)[]) {
  let known: LastingObservation | undefined;
  const changes = days.map((seen, index) => {
    const now = `2026-03-0${index + 1}T04:17:00.000Z`;
    const step = nextStep(known, seen && { ...OBSERVATION, ...seen }, now);
    known = step?.next ?? known;
    return step === undefined ? 'nothing' : (step.change ?? 'words');
  });
  return { changes, known };
}

describe('the life of an observation', () => {
  it.each([
    { told: 'it is told once', days: [{}, {}, {}], changes: ['opened', 'nothing', 'nothing'] },
    { told: 'it ends once', days: [{}, undefined, undefined], changes: ['opened', 'ended', 'nothing'] },
    { told: 'it comes back', days: [{}, undefined, {}, {}], changes: ['opened', 'ended', 'reopened', 'nothing'] },
    { told: 'it becomes worse', days: [{}, { severity: 'degraded' as const }, {}], changes: ['opened', 'raised', 'words'] },
    {
      told: 'its date comes within a nearer notice, and passes',
      days: [30, 30, 14, 7, 1, 0, 0].map((withinDays) => ({ deadline: { at: '2026-04-01T00:00:00.000Z', withinDays } })),
      changes: ['opened', 'nothing', 'raised', 'raised', 'raised', 'raised', 'nothing'],
    },
    {
      told: 'its date is put off',
      days: [7, 30].map((withinDays) => ({ deadline: { at: '2026-04-01T00:00:00.000Z', withinDays } })),
      changes: ['opened', 'words'],
    },
    { told: 'its numbers change', days: [{}, { summary: 'It ends in 29 days.' }], changes: ['opened', 'words'] },
    { told: 'a newer export says the same', days: [{}, { since: '2026-03-02T00:00:00.000Z' }], changes: ['opened', 'nothing'] },
    { told: 'what never was does not end', days: [undefined], changes: ['nothing'] },
  ])('$told', ({ days, changes }) => {
    expect(life(...days).changes).toEqual(changes);
  });

  it('remembers when it was opened first, and when it came back last', () => {
    expect(life({}, undefined, {}).known).toMatchObject({
      id: expect.stringMatching(/^certificate-expiring-/),
      openedAt: '2026-03-01T04:17:00.000Z',
      endedAt: null,
      reopenedAt: '2026-03-03T04:17:00.000Z',
    });
    expect(life({}, undefined).known).toMatchObject({ endedAt: '2026-03-02T04:17:00.000Z' });
  });

  it.each([
    { told: 'a muting stays, for a watch that cries each night', kind: 'muted' as const, state: 'muted' },
    { told: 'an acknowledgement was of the time before', kind: 'acknowledged' as const, state: 'open' },
  ])('when it comes back, $told', ({ kind, state }) => {
    const said = { at: '2026-03-01T05:00:00.000Z', by: 'anna', note: null };
    const handling = kind === 'muted' ? { kind, ...said, until: '2026-03-31T00:00:00.000Z' } : { kind, ...said };
    const { known } = life({}, undefined);
    if (known === undefined) throw new Error('It was opened.');
    const [night, april] = [new Date('2026-03-03T04:17:00Z'), new Date('2026-04-01T00:00:00Z')];
    expect(observationState({ ...known, handling }, night)).toBe('ended');
    const back = nextStep({ ...known, handling }, OBSERVATION, night.toISOString())?.next;
    expect(back && [observationState(back, night), observationState(back, april)]).toEqual([state, 'open']);
  });

  it('is listed while it holds, the worst first, and after that', () => {
    const one = (id: string, severity: Observation['severity'], endedAt: string | null): LastingObservation => ({
      id,
      observation: { ...OBSERVATION, severity },
      openedAt: '',
      endedAt,
      reopenedAt: null,
      handling: null,
    });
    const all = [
      one('gone', 'blocker', '2026-03-02T00:00:00Z'),
      one('b', 'info', null),
      one('a', 'info', null),
      one('bad', 'blocker', null),
    ];
    expect(all.toSorted(openWorstFirst).map(({ id }) => id)).toEqual(['bad', 'a', 'b', 'gone']);
  });
});
