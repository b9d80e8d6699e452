import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { factsOf } from '../../lib/diagnosis/facts/session-facts.js';
import { rulesWorthAsking } from '../../lib/diagnosis/first-sight.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import type { LogSession } from '../../lib/log/record.js';
import { fixtureLog } from './fixture-session.js';
import { examplesOf } from './rules/examples-of.js';

const FIXTURES = readdirSync(join(__dirname, '../fixtures/logs')).map((name) => fixtureLog(name).toString('latin1'));
const EXAMPLES = RULES.flatMap((rule) => {
  const { speaks, staysSilent } = examplesOf(rule);
  return [...speaks, ...staysSilent].map(({ log }) => log);
});

function sessionsIn(log: string): readonly LogSession[] {
  return readSessions(Buffer.from(log, 'latin1')).sessions.map((session) => session.decode());
}

/** The rules that have something to say about a session and were not held worth asking. */
function passedOver(session: LogSession): readonly string[] {
  const facts = factsOf(session);
  const asked = new Set(rulesWorthAsking(facts, RULES));
  return RULES.filter((rule) => !asked.has(rule) && rule.sees(facts)).map(({ id }) => id);
}

describe('the rules that are worth asking about a session', () => {
  it('are few for a connection that never stood, and in the order of the catalogue', () => {
    const log =
      '2024-05-14T09:30:00.000Z,Internet,08DC73F0A1B20001,0,,198.51.100.9:25,*,,"Failed to connect. Winsock error code: 10060"\r\n';
    const [session] = sessionsIn(log);
    const asked = session === undefined ? [] : rulesWorthAsking(factsOf(session), RULES);
    expect(asked.map(({ id }) => id)).toContain('connect-timeout');
    expect(asked.length).toBeLessThan(RULES.length / 5);
    expect(asked).toEqual(RULES.filter((rule) => asked.includes(rule)));
  });

  it('are all that have something to say, in every example and in every real log', () => {
    expect([...EXAMPLES, ...FIXTURES].flatMap(sessionsIn).flatMap(passedOver)).toEqual([]);
  });

  it('are so, however the logs were damaged', () => {
    const damage = fc.record({
      log: fc.constantFrom(...EXAMPLES, ...FIXTURES),
      at: fc.nat(),
      length: fc.nat(80),
      into: fc.constantFrom('', ',', '\n', '550 5.7.1 ', '421 4.4.1 Connection timed out', '<,', '>,', '*,,', '-,,Remote', 'XPROXYTO '),
    });
    fc.assert(
      fc.property(damage, ({ log, at, length, into }) => {
        const place = at % log.length;
        expect(sessionsIn(log.slice(0, place) + into + log.slice(place + length)).flatMap(passedOver)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
