import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { receiveLog, sendLog } from '../../lib/diagnosis/examples.js';
import { mailOf } from '../../lib/diagnosis/mail-counts.js';
import { Triage } from '../../lib/diagnosis/triage.js';
import { TRIAGE_SIGNS } from '../../lib/diagnosis/triage/signs.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import { generateLog } from '../bench/log-generator.js';
import { fixtureLog } from './fixture-session.js';

/** Every session that the triage calls plain must be found so by the rules. @returns how many it called plain, of how many. */
function compare(log: Buffer): { plain: number; sessions: number } {
  const triage = new Triage();
  const { sessions } = readSessions(log, { signs: TRIAGE_SIGNS });
  let plain = 0;
  for (const session of sessions) {
    const judged = triage.judge(session);
    if (judged === undefined) continue;
    const { outcome, tlsVersion, duration, startedAt, mail } = judged;
    plain += 1;
    const diagnosis = diagnoseSession(session.decode());
    const { facts, ...said } = diagnosis;
    const long = {
      outcome: said.outcome,
      rule: said.occurrence?.rule,
      tlsVersion: facts.tls?.version,
      duration: facts.endedAt - facts.startedAt,
      startedAt: facts.startedAt,
      mail: mailOf(facts),
    };
    expect({ session: session.lines().toString(), ...long }).toEqual({
      session: session.lines().toString(),
      outcome,
      rule: undefined,
      tlsVersion,
      duration,
      startedAt,
      mail,
    });
  }
  return { plain, sessions: sessions.length };
}

/** A message that is handed over after this command. */
function delivery(command: string): string {
  return sendLog(
    `+,,
     <,220 mail.fabrikam.example ESMTP,
     >,EHLO mail.contoso.example,
     <,250  mail.fabrikam.example Hello [203.0.113.7] SIZE 37748736 PIPELINING CHUNKING,
     >,${command},
     <,250 2.1.5 OK,
     >,MAIL FROM:<a@contoso.example> SIZE=4711,
     <,250 2.1.0 Sender OK,
     >,RCPT TO:<b@fabrikam.example>,
     <,250 2.1.5 Recipient OK,
     >,BDAT 4711 LAST,
     <,250 2.6.0 <b1@contoso.example> Queued mail for delivery,
     >,QUIT,
     <,221 2.0.0 Service closing transmission channel,
     -,,Local`,
  );
}

describe('judging healthy sessions by their bytes', () => {
  it('spares most sessions of a working server from being decoded, and says of them what the rules say', () => {
    const { plain, sessions } = compare(generateLog({ megabytes: 4 }).bytes);
    expect(plain / sessions).toBeGreaterThan(0.8);
  });

  it('calls no failing session of the real logs plain', () => {
    for (const name of readdirSync(join(__dirname, '../fixtures/logs'))) compare(fixtureLog(name));
  });

  it('leaves a connection of ours that was cut before the greeting to the rules', () => {
    const [session] = readSessions(Buffer.from(sendLog(`*,,attempting to connect\n+,,\n-,,Remote(ConnectionReset)`)), {
      signs: TRIAGE_SIGNS,
    }).sessions;
    expect(session).toBeDefined();
    expect(session && new Triage().judge(session)).toBeUndefined();
  });

  const PROBE = receiveLog(`+,,\n>,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,\n-,,Remote`);

  it('leaves a log to the rules whose columns stand in another order', () => {
    const turned = PROBE.replace(/^([^,\r\n]*),([^,]*),/gm, '$2,$1,');
    const names = 'connector-id,date-time,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context';
    expect(compare(Buffer.from(PROBE))).toEqual({ plain: 1, sessions: 1 });
    expect(compare(Buffer.from(`#Fields: ${names}\r\n${turned}`))).toEqual({ plain: 0, sessions: 1 });
  });

  it('reads the time also where every field is enclosed in quotes', () => {
    expect(compare(Buffer.from(PROBE.replace(/[^,\r\n]+/g, '"$&"')))).toEqual({ plain: 1, sessions: 1 });
  });

  it.each([
    ['a MAIL that is answered after ten seconds', 10_000, false],
    ['a MAIL that is answered before', 9_999, true],
  ])('%s: plain is %s', (_told, wait, plain) => {
    const log = receiveLog(
      `+,,
       >,220 mail.contoso.example Microsoft ESMTP MAIL Service ready,
       <,EHLO mail.fabrikam.example,
       >,250  mail.contoso.example Hello [198.51.100.25] SIZE 37748736 PIPELINING CHUNKING,
       <,MAIL FROM:<b@fabrikam.example> SIZE=4711,
       <,RCPT TO:<a@contoso.example>,
       +${wait - 40} >,250 2.1.0 Sender OK,
       >,250 2.1.5 Recipient OK,
       <,BDAT 4711 LAST,
       >,250 2.6.0 <b1@fabrikam.example> Queued mail for delivery,
       <,QUIT,
       >,221 2.0.0 Service closing transmission channel,
       -,,Local`,
      { remote: '198.51.100.25:40112' },
    );
    expect(compare(Buffer.from(log)).plain).toBe(plain ? 1 : 0);
  });

  it.each(['RCPT TO:<someone@fabrikam.example>', 'BDAT 10'])('leaves “%s” without a MAIL before it to the rules', (command) => {
    const log = delivery(command);
    expect(compare(Buffer.from(log))).toEqual({ plain: 0, sessions: 1 });
    expect(compare(Buffer.from(log.replace(command, 'NOOP'))).plain).toBe(1);
  });

  it.each([
    ['a QUIT before the last command', 'NOOP,', 'QUIT,'],
    ['a command that begins like another', 'NOOP,', 'QUITE,'],
    ['a DATA that is another command', 'BDAT 4711 LAST,', 'DATABASE,'],
    ['a reply without a code', '<,250 2.1.5 OK,', '<,2a0 2.1.5 OK,'],
    ['a reply whose code no ordinary command has', '<,250 2.1.5 OK,', '<,299 2.1.5 OK,'],
  ])('leaves %s to the rules', (_told, ordinary, odd) => {
    const log = delivery('NOOP');
    expect(compare(Buffer.from(log))).toEqual({ plain: 1, sessions: 1 });
    expect(compare(Buffer.from(log.replace(ordinary, odd)))).toEqual({ plain: 0, sessions: 1 });
  });

  it('agrees with the rules on logs that went wrong anywhere', () => {
    const lines = generateLog({ megabytes: 0.1 }).bytes.toString('latin1').split('\r\n');
    const change = fc.record({
      at: fc.nat(lines.length - 1),
      into: fc.constantFrom(
        'drop',
        '421 4.4.2',
        '550 5.7.1 Unable to relay',
        'TLS negotiation failed with error SocketError',
        '-,,Remote',
        '*,,something new',
        'RSET',
        'BDAT 10',
        'QUIT',
        'DATABASE',
        '2a0 OK',
      ),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const changed = [...lines];
        for (const { at, into } of changes)
          changed[at] =
            into === 'drop'
              ? ''
              : (changed[at] ?? '').replace(/,([<>]),[^,]*,|,\*,[^,]*,.*$/, (_all, event: string | undefined) =>
                  event === undefined ? `,*,,${into}` : `,${event},${into},`,
                );
        compare(Buffer.from(changed.filter((line) => line !== '').join('\r\n'), 'latin1'));
      }),
      { numRuns: 40 },
    );
  });
});
