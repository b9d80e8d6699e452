import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { explainErrorText } from '../../lib/diagnosis/explain.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import { fixtureLog } from './fixture-session.js';

const LOGS = readdirSync(join(__dirname, '../fixtures/logs')).filter((name) => !name.startsWith('62-'));

/** The lines of a real log without its header, each with a connector of its own so that logs can be mixed. */
function rowsOf(name: string): readonly string[] {
  const rows = fixtureLog(name)
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => /^\d{4}-/.test(line));
  return rows.map((row) => row.replace(/^([^,]*),([^,]*)/, `$1,${name} $2`));
}

/** What is found in a log: the rule, the outcome and the proving rows of each session, whatever the order. */
function answers(log: string): readonly string[] {
  const { sessions } = readSessions(Buffer.from(log));
  return sessions
    .map((session) => {
      const { outcome, stage, occurrence } = diagnoseSession(session.decode());
      return JSON.stringify([
        session.connector,
        session.sessionId,
        outcome,
        stage,
        occurrence?.rule,
        occurrence?.evidence.map(({ text }) => text),
      ]);
    })
    .sort();
}

describe('the diagnosis of a session', () => {
  it('does not depend on what other sessions are logged in between', () => {
    const alone = LOGS.flatMap((name) => answers(rowsOf(name).join('\r\n'))).sort();
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (random) => {
        const waiting = LOGS.map((name) => [...rowsOf(name)]);
        const mixed: string[] = [];
        while (waiting.some((rows) => rows.length > 0)) {
          const rows = waiting.filter((left) => left.length > 0);
          const row = rows[(random.next().value ?? 0) % rows.length]?.shift();
          if (row !== undefined) mixed.push(row);
        }
        expect(answers(mixed.join('\r\n'))).toEqual(alone);
      }),
      { numRuns: 20 },
    );
  });

  it.each(LOGS)('does not depend on how lines end: %s', (name) => {
    const rows = rowsOf(name);
    expect(answers(rows.join('\n'))).toEqual(answers(rows.join('\r\n')));
    expect(answers(`\uFEFF${rows.join('\r\n')}\r\n`)).toEqual(answers(rows.join('\r\n')));
  });

  it('never throws, however the log was damaged or made up', () => {
    const damage = fc.record({
      log: fc.constantFrom(...LOGS),
      at: fc.nat(),
      length: fc.nat(200),
      into: fc.oneof(fc.string({ unit: 'binary', maxLength: 50 }), fc.constantFrom('', ',', '"', '\n', '550 5.7.1 ', '250-', '<,', '*,,')),
    });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 8 }), (damages) => {
        for (const { log, at, length, into } of damages) {
          const text = fixtureLog(log).toString('latin1');
          const place = at % text.length;
          const damaged = text.slice(0, place) + into + text.slice(place + length);
          for (const session of readSessions(Buffer.from(damaged, 'latin1')).sessions) diagnoseSession(session.decode());
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the explanation of an error text', () => {
  it('never throws, whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '[{LED=',
        '};{FQDN=',
        ' -> ',
        '451 4.4.0 ',
        'Primary target IP address responded with: "',
        'Winsock error code: ',
        '550 5.7.64 ',
        "'",
        '"',
        '[Message=',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        explainErrorText(pieces.join(''));
      }),
      { numRuns: 500 },
    );
  });
});
