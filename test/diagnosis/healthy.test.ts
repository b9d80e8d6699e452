import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { receiveLog, sendLog } from '../../lib/diagnosis/examples.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import { sessionIn } from './session-in.js';

/** What looks like a failure and is none. Whoever is woken by one of these twice switches Mailflow off. */

const INTERNET = { connector: 'Internet', remote: '198.51.100.9:25' };
const DEVICE = { remote: '10.0.0.5:44000' };
const SELF = { remote: '127.0.0.1:44000' };

const GREETED = `
  +,,
  >,"220 mail.contoso.example Microsoft ESMTP MAIL Service ready at Tue, 14 May 2024 11:30:00 +0200",`;

const EHLO = `
  <,EHLO mail.fabrikam.example,
  >,250  mail.contoso.example Hello [198.51.100.7] SIZE 37748736 PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS X-ANONYMOUSTLS AUTH NTLM X-EXPS GSSAPI NTLM 8BITMIME BINARYMIME CHUNKING XRDST,`;

const MAIL_TAKEN = `
  <,MAIL FROM:<b@fabrikam.example>,
  *,08D892B7A9441226;2020-11-27T09:34:38.956Z;1,receiving message
  >,250 2.1.0 Sender OK,
  <,RCPT TO:<a@contoso.example>,
  >,250 2.1.5 Recipient OK,
  <,BDAT 100 LAST,
  >,250 2.6.0 <b1@fabrikam.example> [InternalId=1] Queued mail for delivery,`;

const FAREWELL = `
  <,QUIT,
  >,221 2.0.0 Service closing transmission channel,
  -,,Local`;

const CONNECTED = `
  *,SendRoutingHeaders,Set Session Permissions
  *,,attempting to connect
  +,,
  <,220 mx.fabrikam.example ESMTP Postfix,
  >,EHLO mail.contoso.example,`;

const OFFERS_WITH_TLS = `
  <,250  mx.fabrikam.example PIPELINING SIZE 10240000 STARTTLS ENHANCEDSTATUSCODES 8BITMIME,`;

const MAIL_HANDED_OVER = `
  >,MAIL FROM:<a@contoso.example> SIZE=100,
  <,250 2.1.0 Ok,
  >,RCPT TO:<b@fabrikam.example>,
  <,250 2.1.5 Ok,
  >,BDAT 100 LAST,
  <,250 2.0.0 Queued,`;

const LEAVES = `
  >,QUIT,
  <,221 2.0.0 Bye,
  -,,Local`;

describe('nothing is found, and the outcome is right, when', () => {
  it.each([
    { told: 'a monitor connects and takes its leave', log: receiveLog(`${GREETED}${FAREWELL}`, DEVICE), outcome: 'idle' },
    {
      told: 'a load balancer looks whether the port answers',
      log: receiveLog(`${GREETED}\n-,,Remote(SocketError)`, DEVICE),
      outcome: 'idle',
    },
    {
      told: 'a monitor asks for a sign of life',
      log: receiveLog(`${GREETED}${EHLO}\n<,NOOP,\n>,250 2.0.0 OK,${FAREWELL}`, DEVICE),
      outcome: 'idle',
    },
    {
      told: 'Managed Availability sends a probe through the Front End',
      log: receiveLog(
        `${GREETED}${EHLO}${MAIL_TAKEN.replace('b@fabrikam.example', 'inboundproxy@inboundproxy.com').replace('a@contoso.example', 'HealthMailbox5c1f@contoso.example')}${FAREWELL}`,
        SELF,
      ),
      outcome: 'delivered',
    },
    {
      told: 'Managed Availability tries an old password of its own mailbox',
      log: receiveLog(
        `${GREETED}${EHLO}
         <,AUTH LOGIN,
         >,334 <authentication response>,
         *,,Inbound AUTH LOGIN failed because of LogonDenied
         *,,User Name: HealthMailbox5c1f@contoso.example
         >,535 5.7.3 Authentication unsuccessful,
         -,,Remote`,
        SELF,
      ),
      outcome: 'auth-failed',
    },
    {
      told: 'one mechanism of a logon fails, and the next succeeds',
      log: receiveLog(
        `${GREETED}${EHLO}
         <,X-EXPS GSSAPI,
         >,334 GSSAPI supported,
         *,,Inbound AUTH GSSAPI failed because of LogonDenied
         >,535 5.7.3 Authentication unsuccessful,
         <,X-EXPS NTLM,
         >,334 NTLM supported,
         *,CONTOSO\\EX02$,authenticated
         >,235 2.7.0 Authentication successful,${MAIL_TAKEN}${FAREWELL}`,
        DEVICE,
      ),
      outcome: 'delivered',
    },
    {
      told: 'shadow redundancy holds an acknowledgement back for as long as it may',
      log: receiveLog(
        `${GREETED}${EHLO}${MAIL_TAKEN.replace('>,250 2.6.0', "*,Tarpit for '0.00:00:30' due to 'DelayedAck',Expired\n>,250 2.6.0")}${FAREWELL}`,
        DEVICE,
      ),
      outcome: 'delivered',
    },
    {
      told: 'the client is gone after the message was taken',
      log: receiveLog(`${GREETED}${EHLO}${MAIL_TAKEN}\n-,,Remote(ConnectionReset)`, { remote: '198.51.100.7:44000' }),
      outcome: 'delivered',
    },
    {
      told: 'the other side has no TLS, and the connector does not insist',
      log: sendLog(`${CONNECTED}\n<,250  mx.fabrikam.example SIZE 10240000 8BITMIME,${MAIL_HANDED_OVER}${LEAVES}`, INTERNET),
      outcome: 'delivered',
    },
    {
      told: 'TLS was refused, and the mail went in plain text',
      log: sendLog(`${CONNECTED}${OFFERS_WITH_TLS}\n>,STARTTLS,\n<,454 4.7.0 TLS not available,${MAIL_HANDED_OVER}${LEAVES}`, INTERNET),
      outcome: 'delivered',
    },
    {
      told: 'one recipient of two is unknown',
      log: sendLog(
        `${CONNECTED}${OFFERS_WITH_TLS}
         >,MAIL FROM:<a@contoso.example>,
         >,RCPT TO:<b@fabrikam.example>,
         >,RCPT TO:<gone@fabrikam.example>,
         <,250 2.1.0 Ok,
         <,250 2.1.5 Ok,
         <,550 5.1.1 User unknown,
         >,BDAT 100 LAST,
         <,250 2.0.0 Queued,${LEAVES}`,
        INTERNET,
      ),
      outcome: 'delivered',
    },
    {
      told: 'everything in it is called failed',
      log: sendLog(
        `${CONNECTED}${OFFERS_WITH_TLS}
         *,,sending message with RecordId 167503004549 and InternetMessageId <backup-failed-550-5.7.1-error@failed.example>
         ${MAIL_HANDED_OVER.replaceAll('@contoso.example', '@failed.example').replace('Queued', '<backup-failed@failed.example> Queued')}${LEAVES}`,
        { connector: 'TLS negotiation failed', remote: '198.51.100.9:25' },
      ),
      outcome: 'delivered',
    },
    {
      told: 'an idle connection is let go after its message',
      log: sendLog(
        `${CONNECTED}${OFFERS_WITH_TLS}${MAIL_HANDED_OVER}\n+300000 <,421 4.4.2 mx.fabrikam.example Error: timeout exceeded,\n-,,Remote`,
        INTERNET,
      ),
      outcome: 'delivered',
    },
    {
      told: 'the Front End passes mail on to Transport of its own server, over anonymous TLS',
      log: sendLog(
        `*,,attempting to connect
         +,,
         <,"220 EX01.contoso.example Microsoft ESMTP MAIL Service ready at Tue, 14 May 2024 11:30:00 +0200",
         >,EHLO EX01.contoso.example,
         <,250  EX01.contoso.example Hello [10.0.0.10] SIZE PIPELINING DSN ENHANCEDSTATUSCODES X-ANONYMOUSTLS X-EXPS EXCHANGEAUTH GSSAPI NTLM 8BITMIME BINARYMIME CHUNKING XRDST,
         >,X-ANONYMOUSTLS,
         <,220 2.0.0 SMTP server ready,
         >,EHLO EX01.contoso.example,
         <,250  EX01.contoso.example Hello [10.0.0.10] SIZE PIPELINING DSN X-EXPS EXCHANGEAUTH GSSAPI NTLM CHUNKING XPROXYFROM,
         >,X-EXPS EXCHANGEAUTH,
         <,334 <authentication response>,
         <,235 <authentication response>,
         *,,Proxying inbound session with session id 08DC1DB8591B229B
         >,XPROXYFROM SID=08DC1DB8591B229B IP=198.51.100.7 PORT=33000 DOMAIN=mx.fabrikam.example SEQNUM=1 PERMS=1073 AUTHSRC=Anonymous,
         <,250 XProxyFrom accepted,${MAIL_HANDED_OVER}${LEAVES}`,
        { connector: 'Inbound Proxy Internal Send Connector', remote: '10.0.0.10:2525' },
      ),
      outcome: 'delivered',
    },
    {
      told: 'Transport hands mail to the Front End of its own server (port 717)',
      log: sendLog(
        `*,,attempting to connect
         +,,
         <,220 EX01.contoso.example Microsoft ESMTP MAIL Service ready,
         >,EHLO EX01.contoso.example,
         <,250  EX01.contoso.example Hello [10.0.0.10] SIZE X-ANONYMOUSTLS X-EXPS EXCHANGEAUTH CHUNKING,
         >,XPROXYTO SESSIONTYPE=0 DESTINATIONS=198.51.100.9:25,
         <,250 XProxyTo accepted,${MAIL_HANDED_OVER}${LEAVES}`,
        { connector: 'Internet', remote: '10.0.0.10:717' },
      ),
      outcome: 'delivered',
    },
    { told: 'the log begins amid the session', log: sendLog(`${MAIL_HANDED_OVER}${LEAVES}`, INTERNET), outcome: 'delivered' },
    {
      told: 'the log ends amid the handshake',
      log: sendLog(`${CONNECTED}${OFFERS_WITH_TLS}\n>,STARTTLS,\n<,220 Go ahead,`),
      outcome: 'open',
    },
    {
      told: 'the log ends amid the answer to EHLO',
      log: sendLog(`${CONNECTED}\n<,250-mx.fabrikam.example,\n<,250-SIZE 10240000,`),
      outcome: 'open',
    },
    {
      told: 'Exchange Online of a sovereign cloud comes with its certificate',
      log: receiveLog(
        `${GREETED}${EHLO.replace('mail.fabrikam.example', 'mail-usgov.outbound.protection.office365.us')}
         *,,TlsDomainCapabilities='AcceptCloudServicesMail'; Status='Success'; Domain='mail.protection.office365.us'${MAIL_TAKEN}${FAREWELL}`,
      ),
      outcome: 'delivered',
    },
    {
      told: 'a client of the internet has no certificate',
      log: receiveLog(
        `${GREETED}${EHLO}
         *,,Client certificate chain validation status: 'EmptyCertificate'
         *,,TlsDomainCapabilities='None'; Status='NoRemoteCertificate'${MAIL_TAKEN}${FAREWELL}`,
        { remote: '198.51.100.7:44000' },
      ),
      outcome: 'delivered',
    },
    {
      told: 'a program that is no mail program knocks at port 25',
      log: receiveLog(`${GREETED}\n<,GET / HTTP/1.1,\n>,500 5.3.3 Unrecognized command,\n-,,Remote`, { remote: '198.51.100.7:44000' }),
      outcome: 'idle',
    },
  ])('$told', ({ log, outcome }) => {
    const diagnosis = diagnoseSession(sessionIn(log));
    expect({ rule: diagnosis.occurrence?.rule, outcome: diagnosis.outcome }).toEqual({ rule: undefined, outcome });
  });

  it('a greylisted message comes again and is taken: worth a note, and no alarm', () => {
    const put = (rows: string, sessionId: string) => sendLog(`${CONNECTED}${OFFERS_WITH_TLS}${rows}`, { ...INTERNET, sessionId });
    const deferred = `
      >,MAIL FROM:<a@contoso.example>,
      <,250 2.1.0 Ok,
      >,RCPT TO:<b@fabrikam.example>,
      <,450 4.7.1 <b@fabrikam.example>: Recipient address rejected: Greylisted for 5 minutes,${LEAVES}`;
    const log = [put(deferred, '08DC73F0A1B20001'), put(`${MAIL_HANDED_OVER}${LEAVES}`, '08DC73F0A1B20002')].join('\n');
    const diagnoses = readSessions(Buffer.from(log)).sessions.map((session) => diagnoseSession(session.decode()));
    expect(diagnoses.map(({ outcome, occurrence }) => [outcome, occurrence?.severity])).toEqual([
      ['deferred', 'info'],
      ['delivered', undefined],
    ]);
  });
});
