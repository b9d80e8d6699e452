import { ActivityTally, type ActiveSession } from '../../lib/diagnosis/connector-activity.js';

function session(at: string, outcome: ActiveSession['outcome'] = 'delivered'): ActiveSession {
  const startedAt = Date.parse(`2024-05-14T${at}Z`);
  return { connector: 'Internet', direction: 'send', outcome, tlsVersion: 'TLS 1.2', startedAt, duration: 800 };
}

/** What the only connector did by the hour. */
function hoursOf(tally: ActivityTally) {
  return tally.connectors()[0]?.hours;
}

describe('what a connector did', () => {
  it('is told by the hour in which its sessions began, wherever in the log they stand', () => {
    const tally = new ActivityTally();
    for (const one of [
      session('09:59:59.999'),
      session('10:00:00.000', 'tls-failed'),
      session('09:00:00.000'),
      session('10:30:00.000', 'idle'),
    ])
      tally.add(one);
    expect(hoursOf(tally)).toEqual({ '2024-05-14T09': { sessions: 2, failed: 0 }, '2024-05-14T10': { sessions: 2, failed: 1 } });
  });

  it('adds up over the parts of a log', () => {
    const [first, second, sum] = [new ActivityTally(), new ActivityTally(), new ActivityTally()];
    first.add(session('09:59:59.999'));
    for (const one of [session('09:10:00.000', 'rejected'), session('10:00:00.000')]) second.add(one);
    for (const part of [first, second]) sum.addAll(part.connectors());
    expect(hoursOf(sum)).toEqual({ '2024-05-14T09': { sessions: 2, failed: 1 }, '2024-05-14T10': { sessions: 1, failed: 0 } });
  });

  it('reads the same whichever session came first: threads take the parts of a log in any order', () => {
    const sessions = [
      session('10:00:00.000', 'idle'),
      { ...session('09:00:00.000'), tlsVersion: 'TLS 1.0' },
      session('11:00:00.000', 'rejected'),
    ];
    const [forth, back] = [sessions, sessions.toReversed()].map((all) => {
      const tally = new ActivityTally();
      for (const one of all) tally.add(one);
      return JSON.stringify(tally.connectors());
    });
    expect(forth).toBe(back);
  });
});
