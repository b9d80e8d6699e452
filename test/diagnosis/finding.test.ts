import fc from 'fast-check';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { addTallies, findingFrom, MAX_SAMPLES, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { FindingsTally } from '../../lib/diagnosis/tally-findings.js';
import { sessionIn } from './session-in.js';

const REFUSED = `
  *,,attempting to connect
  *,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061, Destination domain: fabrikam.example"
  -,,Local`;

function refusedSession(sessionId: string, at = '2024-05-14T09:30:00.000Z', connector = 'Internet'): Occurrence {
  const { occurrence } = diagnoseSession(sessionIn(sendLog(REFUSED, { sessionId, connector, remote: '198.51.100.80:25' })));
  if (occurrence === undefined) throw new Error('The example is not found.');
  return { ...occurrence, at };
}

describe('a finding', () => {
  it('counts sessions, with the first and the last', () => {
    const tally = ['2024-05-14T10:00:00.000Z', '2024-05-14T08:00:00.000Z', '2024-05-14T12:00:00.000Z']
      .map((at, index) => tallyOf(refusedSession(`08DC73F0A1B2000${index}`, at)))
      .reduce(addTallies);
    expect(findingFrom(tally)).toMatchObject({ sessions: 3, firstSeen: '2024-05-14T08:00:00.000Z', lastSeen: '2024-05-14T12:00:00.000Z' });
  });

  it('shows the newest sessions and no more than a reader can take in', () => {
    const hours = ['01', '02', '03', '04', '05'];
    const tally = hours.map((hour) => tallyOf(refusedSession(`SESSION${hour}`, `2024-05-14T${hour}:00:00.000Z`))).reduce(addTallies);
    expect(findingFrom(tally).samples.map(({ sessionId }) => sessionId)).toEqual(['SESSION05', 'SESSION04', 'SESSION03']);
    expect(MAX_SAMPLES).toBe(3);
  });

  it('is another one on another connector', () => {
    const findings = new FindingsTally();
    findings.add({ outcome: 'connect-failed', occurrence: refusedSession('A', undefined, 'Internet') });
    findings.add({ outcome: 'connect-failed', occurrence: refusedSession('B', undefined, 'Partner') });
    expect(findings.findings().map(({ connector, sessions }) => ({ connector, sessions }))).toEqual(
      expect.arrayContaining([
        { connector: 'Internet', sessions: 1 },
        { connector: 'Partner', sessions: 1 },
      ]),
    );
  });

  it('is the same in whatever order and grouping its sessions are added', () => {
    const session = fc.record({ id: fc.integer({ min: 0, max: 99 }), minute: fc.integer({ min: 0, max: 59 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(session, { minLength: 2, maxLength: 12, selector: ({ id }) => id }),
        fc.infiniteStream(fc.nat()),
        (sessions, random) => {
          const tallies = sessions.map(({ id, minute }) =>
            tallyOf(refusedSession(`S${id}`, `2024-05-14T09:${String(minute).padStart(2, '0')}:00.000Z`)),
          );
          const inOrder = tallies.reduce(addTallies);
          const heap = [...tallies];
          while (heap.length > 1) {
            const [a] = heap.splice((random.next().value ?? 0) % heap.length, 1);
            const [b] = heap.splice((random.next().value ?? 0) % heap.length, 1);
            if (a !== undefined && b !== undefined) heap.push(addTallies(a, b));
          }
          expect(heap).toEqual([inOrder]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
