import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { receiveLog, sendLog } from '../../lib/diagnosis/examples.js';
import { findingIdOf } from '../../lib/diagnosis/finding.js';
import { normalised } from '../../lib/diagnosis/normalised.js';
import { sessionIn } from './session-in.js';

describe('a failure that no rule knows', () => {
  const refused = (text: string) =>
    diagnoseSession(sessionIn(sendLog(`>,MAIL FROM:<a@contoso.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,${text},\n-,,Local`)))
      .occurrence;

  it('becomes a finding of its own, with the row that tells most', () => {
    expect(refused('559 9.8.7 The moon is in the wrong house')).toMatchObject({
      rule: 'unrecognised-rejected',
      summary: expect.stringContaining('The moon is in the wrong house'),
      evidence: [{ line: 4 }],
    });
  });

  it('is the same finding when only names and numbers differ', () => {
    const ids = [
      '559 9.8.7 No moon for b@x.example at 10.0.0.1 [ref 4711]',
      '559 9.8.7 No moon for c@y.example at 10.0.0.2 [ref 4712]',
    ].map((text) => {
      const occurrence = refused(text);
      return occurrence && findingIdOf(occurrence);
    });
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toMatch(/^unrecognised-rejected-/);
  });

  it('is another one when the code differs', () => {
    expect(refused('559 9.8.7 No moon')?.keyFact).not.toBe(refused('559 9.8.8 No moon')?.keyFact);
  });

  it.each([
    {
      told: 'a handshake with an error that is new',
      rows: '*,,TLS negotiation failed with error BrandNew\n-,,Remote',
      rule: 'unrecognised-tls-failed',
    },
    {
      told: 'a connection with an error that is new',
      rows: '*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10099, Win32 error code: 10099"\n-,,Local',
      rule: 'unrecognised-connect-failed',
    },
    {
      told: 'a complaint of Exchange’s own that is new, after which it leaves without mail',
      rows: '+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello STARTTLS,\n*,,Validation of the policy failed for fabrikam.example\n>,QUIT,\n<,221 Bye,\n-,,Local',
      rule: 'unrecognised-dropped',
    },
    {
      told: 'a handshake that we leave without a word',
      rows: '+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello STARTTLS,\n>,STARTTLS,\n<,220 Go ahead,\n-,,Local',
      rule: 'unrecognised-tls-failed',
    },
  ])('$told', ({ rows, rule }) => {
    expect(diagnoseSession(sessionIn(sendLog(rows))).occurrence?.rule).toBe(rule);
  });

  it.each([
    { told: 'a probe', log: receiveLog('+,,\n>,220 EX01 ready,\n-,,Remote') },
    { told: 'a session that is cut at the log’s end', log: sendLog('+,,\n<,220 ready,\n>,EHLO a,') },
    {
      told: 'a subject or a host that is called failed',
      log: sendLog(
        '+,,\n<,220 failed.example ready,\n>,EHLO failed.example,\n<,250 failed.example Hello STARTTLS,\n>,QUIT,\n<,221 Bye,\n-,,Local',
        { connector: 'failed', remote: '198.51.100.9:25' },
      ),
    },
  ])('is not made of $told', ({ log }) => {
    expect(diagnoseSession(sessionIn(log)).occurrence).toBeUndefined();
  });
});

describe('an error text without what differs from case to case', () => {
  it.each([
    ['550 5.1.1 <jan@contoso.example>: Recipient address rejected', '550 5.1.1 <address>: Recipient address rejected'],
    ['421 4.4.2 mx1.contoso.example Error: timeout exceeded', '421 4.4.2 <host> Error: timeout exceeded'],
    [
      '554 5.7.1 Client host [203.0.113.7] blocked, see https://list.example/q?ip=203.0.113.7',
      '554 5.7.1 Client host <ip> blocked, see <url>',
    ],
    ['451 4.7.0 Try again 2b0c499b-c839-43d2-9c76-dda19649fe67 at 2024-05-14T09:30:00.000Z', '451 4.7.0 Try again <id> at <time>'],
    ['no code at all 42', 'no code at all <n>'],
  ])('%s', (text, plain) => {
    expect(normalised(text)).toBe(plain);
  });
});
