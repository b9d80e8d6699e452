import { CrossingSessions } from '../../lib/cli/diagnose/join-crossing.js';
import type { LogSession } from '../../lib/log/record.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';

const whole = fixtureSession('00-seed-unknowncredentials.log');

function part(from: number, to: number, session: LogSession = whole): LogSession {
  return { ...session, records: session.records.slice(from, to), begun: from === 0, closed: to >= session.records.length };
}

describe('sessions that cross from one segment of files to the next', () => {
  it.each([
    { told: 'both halves are there', segments: [[part(0, 5)], [part(5, 11)]], sessions: [{ records: 11, closed: true }] },
    { told: 'it crosses three segments', segments: [[part(0, 3)], [part(3, 7)], [part(7, 11)]], sessions: [{ records: 11, closed: true }] },
    { told: 'the logs begin in its middle', segments: [[], [part(5, 11)]], sessions: [{ records: 6, closed: true }] },
    { told: 'the logs end in its middle', segments: [[part(0, 5)], []], sessions: [{ records: 5, closed: false }] },
    {
      told: 'another session begins under the same id',
      segments: [[part(0, 5)], [part(0, 6)]],
      sessions: [
        { records: 5, closed: false },
        { records: 6, closed: false },
      ],
    },
  ])('$told', ({ segments, sessions }) => {
    const crossing = new CrossingSessions();
    const joined = [...segments.flatMap((parts) => crossing.join(parts)), ...crossing.rest()];
    expect(joined.map(({ records, closed }) => ({ records: records.length, closed }))).toEqual(sessions);
  });

  it('are told as soon as nothing more can come', () => {
    const crossing = new CrossingSessions();
    expect(crossing.join([part(0, 5)])).toEqual([]);
    expect(crossing.join([part(5, 11)])).toHaveLength(1);
    expect(crossing.rest()).toEqual([]);
  });
});
