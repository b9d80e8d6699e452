import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { receiveLog, sendLog } from '../../lib/diagnosis/examples.js';
import { EXAMPLES } from '../../lib/diagnosis/rules/examples.js';
import { fixtureSessions } from './fixture-session.js';
import { sessionIn } from './session-in.js';

const MESSAGE = `
  >,MAIL FROM:<a@contoso.example>,
  <,250 2.1.0 Ok,
  >,RCPT TO:<b@fabrikam.example>,
  <,250 2.1.5 Ok,
  >,DATA,
  <,354 Go ahead,`;

describe('what became of a session, and how far it got', () => {
  it.each([
    {
      told: 'the message was taken, and we hung up after QUIT',
      log: `${MESSAGE}\n<,250 2.0.0 Queued,\n>,QUIT,\n-,,Local`,
      outcome: 'delivered',
      stage: 'delivered',
    },
    {
      told: 'the message was taken, and the other side reset the connection',
      log: `${MESSAGE}\n<,250 2.0.0 Queued,\n-,,Remote(ConnectionReset)`,
      outcome: 'delivered',
      stage: 'delivered',
    },
    { told: 'the other side vanished in mid-message', log: `${MESSAGE}\n-,,Remote`, outcome: 'dropped', stage: 'data' },
    { told: 'the message was refused for good', log: `${MESSAGE}\n<,550 5.7.1 Spam,\n-,,Local`, outcome: 'rejected', stage: 'data' },
    {
      told: 'the message shall come again later',
      log: `${MESSAGE}\n<,451 4.7.1 Greylisted,\n-,,Local`,
      outcome: 'deferred',
      stage: 'data',
    },
    {
      told: 'one of two recipients was refused, the message taken',
      log: `>,MAIL FROM:<a@contoso.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,550 5.1.1 Unknown,\n>,RCPT TO:<c@x.example>,\n<,250 Ok,\n>,BDAT 10 LAST,\n<,250 2.6.0 Queued,\n-,,Local`,
      outcome: 'delivered',
      stage: 'delivered',
    },
    { told: 'the greeting was a refusal', log: `+,,\n<,554 5.7.1 No service for you,\n-,,Local`, outcome: 'rejected', stage: 'connect' },
    {
      told: 'the client asked whether a recipient would be taken, and took its leave',
      log: `>,MAIL FROM:<>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,250 Ok,\n>,QUIT,\n<,221 Bye,\n-,,Local`,
      outcome: 'idle',
      stage: 'rcpt',
    },
    {
      told: 'the server asks for the remaining recipients in another message, and the log ends there',
      log: `>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,250 Ok,\n>,RCPT TO:<c@x.example>,\n<,452 4.5.3 Too many recipients,`,
      outcome: 'open',
      stage: 'rcpt',
    },
    {
      told: 'a connection was made and ended without mail',
      log: `+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello STARTTLS,\n>,QUIT,\n<,221 Bye,\n-,,Local`,
      outcome: 'idle',
      stage: 'ehlo',
    },
    {
      told: 'we left without mail where TLS is not offered',
      log: `+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello SIZE,\n>,QUIT,\n<,221 Bye,\n-,,Local`,
      outcome: 'tls-failed',
      stage: 'ehlo',
    },
    {
      told: 'STARTTLS was offered and then refused',
      log: `+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello STARTTLS,\n>,STARTTLS,\n<,454 4.7.0 TLS not available,\n>,QUIT,\n<,221 Bye,\n-,,Local`,
      outcome: 'tls-failed',
      stage: 'ehlo',
    },
    {
      told: 'the handshake ends without a word',
      log: `+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello STARTTLS,\n>,STARTTLS,\n<,220 Go ahead,\n-,,Remote(ConnectionReset)`,
      outcome: 'tls-failed',
      stage: 'starttls',
    },
    {
      told: 'STARTTLS was refused, and the mail went in plain text',
      log: `+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello STARTTLS,\n>,STARTTLS,\n<,454 4.7.0 TLS not available,\n${MESSAGE}\n<,250 2.0.0 Queued,\n-,,Local`,
      outcome: 'delivered',
      stage: 'delivered',
    },
    {
      told: 'Exchange itself logs that something failed, and leaves without mail',
      log: `+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello STARTTLS,\n*,,Validation of the policy failed,\n>,QUIT,\n<,221 Bye,\n-,,Local`,
      outcome: 'dropped',
      stage: 'ehlo',
    },
    { told: 'the log ends before the session does', log: `+,,\n<,220 ready,`, outcome: 'open', stage: 'banner' },
    {
      told: 'the connection never stood',
      log: `*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060"\n-,,Local`,
      outcome: 'connect-failed',
      stage: undefined,
    },
    {
      told: 'the other side hung up on STARTTLS',
      log: `+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello STARTTLS,\n>,STARTTLS,\n-,,Remote`,
      outcome: 'dropped',
      stage: 'ehlo',
    },
    {
      told: 'the other side lets a connection go that we had no mail for',
      log: `+,,\n<,220 ready,\n>,EHLO a,\n<,250 Hello STARTTLS,\n+300000 <,421 4.4.2 mx.fabrikam.example Error: timeout exceeded,\n-,,Remote`,
      outcome: 'idle',
      stage: 'ehlo',
    },
    {
      told: 'the other side is tired of us in mid-message',
      log: `${MESSAGE}\n+300000 <,421 4.4.2 mx.fabrikam.example Error: timeout exceeded,\n-,,Remote`,
      outcome: 'deferred',
      stage: 'data',
    },
    {
      told: 'one of two recipients was refused, and the log ends before the message',
      log: `>,MAIL FROM:<a@contoso.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,250 Ok,\n>,RCPT TO:<c@x.example>,\n<,550 5.1.1 Unknown,`,
      outcome: 'open',
      stage: 'rcpt',
    },
    { told: 'the other side hung up before it greeted', log: `+,,\n-,,Remote(ConnectionReset)`, outcome: 'dropped', stage: 'connect' },
    { told: 'no greeting came for minutes', log: `+,,\n+300000 -,,Local`, outcome: 'dropped', stage: 'connect' },
    {
      told: 'the excerpt begins in the handshake, so what must come before it worked',
      log: `*,,TLS negotiation failed with error UnknownCredentials\n-,,Local`,
      outcome: 'tls-failed',
      stage: 'starttls',
    },
    {
      told: 'the excerpt begins with a recipient, so EHLO was answered',
      log: `>,RCPT TO:<b@x.example>,\n<,550 5.1.1 Unknown,\n-,,Local`,
      outcome: 'rejected',
      stage: 'ehlo',
    },
    { told: 'we needed the connection no more', log: `+,,\n-,,Local`, outcome: 'idle', stage: 'connect' },
    {
      told: 'nobody answered, in a build that does not say so',
      log: `*,,attempting to connect\n+21003 -,,Local`,
      outcome: 'connect-failed',
      stage: undefined,
    },
  ])('$told → $outcome', ({ log, outcome, stage }) => {
    const diagnosis = diagnoseSession(sessionIn(sendLog(log)));
    expect({ outcome: diagnosis.outcome, stage: diagnosis.stage }).toEqual({ outcome, stage });
  });

  it('a stranger said nothing, and we let him go → idle, and nothing to find', () => {
    const { outcome, occurrence } = diagnoseSession(
      sessionIn(receiveLog('+,,\n>,220 EX01 ready,\n+300000 >,421 4.4.1 Connection timed out,\n-,,Local')),
    );
    expect({ outcome, occurrence }).toEqual({ outcome: 'idle', occurrence: undefined });
  });

  it('a monitor looked at our certificate and left the handshake → idle', () => {
    const log = '+,,\n>,220 EX01 ready,\n<,EHLO monitor,\n>,250 EX01 Hello STARTTLS,\n<,STARTTLS,\n>,220 Go ahead,\n-,,Remote';
    expect(diagnoseSession(sessionIn(receiveLog(log, { remote: '192.0.2.77:40112' }))).outcome).toBe('idle');
  });

  it('Exchange Online left the handshake → tls-failed', () => {
    const log = '+,,\n>,220 EX01 ready,\n<,EHLO a,\n>,250 EX01 Hello STARTTLS,\n<,STARTTLS,\n>,220 Go ahead,\n-,,Remote';
    expect(diagnoseSession(sessionIn(receiveLog(log, { remote: '104.47.11.110:40112' }))).outcome).toBe('tls-failed');
  });

  it('a probe came, was greeted and left → idle', () => {
    expect(diagnoseSession(sessionIn(receiveLog('+,,\n>,220 EX01 ready,\n-,,Remote'))).outcome).toBe('idle');
  });

  it('Exchange Online was offered no STARTTLS and left without its mail → tls-failed', () => {
    expect(fixtureSessions('24-recon-starttls-missing-receive.log').map((session) => diagnoseSession(session).outcome)).toEqual([
      'tls-failed',
    ]);
  });

  it('a session without mail in which a rule sees an outage is not idle', () => {
    const told = EXAMPLES.flatMap(({ speaks }) => speaks).map(({ log }) => diagnoseSession(sessionIn(log)));
    const idle = told.filter(({ outcome }) => outcome === 'idle').flatMap(({ occurrence }) => occurrence?.severity ?? []);
    expect(new Set(idle)).toEqual(new Set(['info']));
  });

  it('a logon was denied → auth-failed', () => {
    expect(fixtureSessions('07-auth-login-logondenied.log').map((session) => diagnoseSession(session).outcome)).toEqual(['auth-failed']);
  });
});
