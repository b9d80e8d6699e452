import fc from 'fast-check';
import {
  activityOf,
  addActivity,
  hourOf,
  isIdleHour,
  MAX_HOSTS,
  withoutActivity,
  type CountedSession,
  type HourOfActivity,
} from '../../lib/diagnosis/hourly-activity.js';
import { OUTCOMES } from '../../lib/diagnosis/outcome.js';

const NINE = Date.parse('2024-05-14T09:00:00.000Z');

function session(of: Partial<CountedSession> = {}): CountedSession {
  return {
    connector: 'Outbound to Office 365',
    direction: 'send',
    sessionId: '08DC73F0A1B20000',
    startedAt: NINE,
    duration: 800,
    outcome: 'delivered',
    tlsVersion: 'TLS 1.2',
    rule: undefined,
    mail: { messages: 1, recipients: 2, bytes: 18_019 },
    host: 'Exchange Online',
    ...of,
  };
}

const anySession = fc
  .record({
    connector: fc.constantFrom('Outbound to Office 365', 'Internet'),
    minute: fc.nat(59),
    id: fc.nat(999),
    outcome: fc.constantFrom(...OUTCOMES),
    tlsVersion: fc.constantFrom('TLS 1.2', 'TLS 1.3', undefined),
    host: fc.constantFrom('Exchange Online', '198.51.100.7', '[2001:db8::1]'),
    messages: fc.nat(3),
  })
  .map(({ minute, id, messages, ...of }) =>
    session({
      ...of,
      startedAt: NINE + minute * 60_000,
      sessionId: `S${id}`,
      mail: { messages, recipients: messages, bytes: messages * 1000 },
    }),
  );

const anyPart = fc
  .array(anySession, { minLength: 1, maxLength: 6 })
  .map((sessions) => sessions.map((counted) => activityOf(counted, 'chunk')).reduce(addActivity));

describe('the activity of an hour', () => {
  it('counts what a session was, took, and handed over', () => {
    const failed = session({
      outcome: 'tls-failed',
      rule: 'tls-unknown-credentials',
      tlsVersion: undefined,
      mail: { messages: 0, recipients: 0, bytes: 0 },
    });
    const { connectors, healthy } = addActivity(activityOf(session(), 'a'), activityOf(failed, 'a'));
    expect(connectors).toEqual({
      'send Outbound to Office 365': {
        'outcome:delivered': 1,
        'outcome:tls-failed': 1,
        'rule:tls-unknown-credentials': 1,
        'tls:TLS 1.2': 1,
        'duration:71': 2,
        messages: 1,
        recipients: 2,
        bytes: 18_019,
      },
    });
    expect(Object.values(healthy ?? {})).toEqual([{ sessions: 1, first: NINE, last: NINE, lastSession: '08DC73F0A1B20000', lastIn: 'a' }]);
  });

  it('is the same in whatever order and grouping its sessions are added', () => {
    fc.assert(
      fc.property(anyPart, anyPart, anyPart, (a, b, c) => {
        expect(addActivity(addActivity(a, b), c)).toEqual(addActivity(a, addActivity(c, b)));
      }),
    );
  });

  it('is what it was before when a part is taken back, or says that it can’t tell', () => {
    fc.assert(
      fc.property(anyPart, anyPart, (stays, goes) => {
        const left = withoutActivity(addActivity(stays, goes), goes);
        if (left !== undefined) expect(left).toEqual(stays);
      }),
    );
  });

  it('is idle when its only part is taken back', () => {
    fc.assert(
      fc.property(anyPart, (part) => {
        const left = withoutActivity(part, part);
        expect(left !== undefined && isIdleHour(left)).toBe(true);
      }),
    );
  });

  it('tells so many hosts apart and no more, and says so', () => {
    const hosts: HourOfActivity = {
      connectors: {},
      healthy: Object.fromEntries(
        Array.from({ length: MAX_HOSTS }, (_, index) => [
          `plain\nInternet\nhost-${index}`,
          { sessions: 1, first: NINE, last: NINE, lastSession: 'S', lastIn: 'a' },
        ]),
      ),
    };
    expect(addActivity(hosts, activityOf(session({ outcome: 'idle' }), 'a')).healthy).not.toBeNull();
    expect(addActivity(hosts, activityOf(session(), 'a')).healthy).toBeNull();
  });

  it('is named by the hour in UTC', () => {
    expect(hourOf(NINE + 59 * 60_000)).toBe('2024-05-14T09');
  });
});
