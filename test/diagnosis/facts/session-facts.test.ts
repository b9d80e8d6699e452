import { receiveLog, sendLog } from '../../../lib/diagnosis/examples.js';
import { factsOf, type SessionFacts } from '../../../lib/diagnosis/facts/session-facts.js';
import { fixtureSession } from '../fixture-session.js';
import { sessionIn } from '../session-in.js';

function sent(rows: string): SessionFacts {
  return factsOf(sessionIn(sendLog(rows)));
}

function received(rows: string): SessionFacts {
  return factsOf(sessionIn(receiveLog(rows)));
}

describe('the picture of a healthy hybrid delivery', () => {
  const facts = factsOf(fixtureSession('26-recon-healthy-hybrid-delivery.log'));

  it('names both ends of the connection', () => {
    expect(facts).toMatchObject({
      direction: 'send',
      connector: 'Outbound to Office 365',
      local: { address: '192.0.2.10', port: 40211 },
      remote: { address: '104.47.11.202', port: 25, text: '104.47.11.202:25' },
      closing: { by: 'us', reason: undefined },
    });
  });

  it('knows who greeted, and what was offered before and after TLS', () => {
    expect(facts.greeting).toMatchObject({ host: 'DB8EUR05FT012.mail.protection.outlook.com', software: 'Exchange', masked: false });
    expect(facts.ehloNames).toEqual(['mail.contoso.example', 'mail.contoso.example']);
    expect(facts.offers.map(({ host, size, extensions }) => ({ host, size, starttls: extensions.has('STARTTLS') }))).toEqual([
      { host: 'DB8EUR05FT012.mail.protection.outlook.com', size: 157286400, starttls: true },
      { host: 'DB8EUR05FT012.mail.protection.outlook.com', size: 157286400, starttls: false },
    ]);
  });

  it('knows how the connection was encrypted', () => {
    expect(facts.startTls).toMatchObject({ verb: 'STARTTLS', reply: { code: 220 } });
    expect(facts.tls).toMatchObject({
      outcome: 'succeeded',
      version: 'TLS 1.2',
      cipher: 'CALG_AES_256',
      cipherBits: 256,
      keyExchange: 'CALG_ECDH_EPHEM',
      keyExchangeBits: 384,
    });
  });

  it('knows the message, its recipient and what became of it', () => {
    expect(facts.messages).toMatchObject([
      {
        sender: 'a@contoso.example',
        recipients: [{ address: 'b@contoso.example', reply: { code: 250, status: '2.1.5' } }],
        finalReply: { code: 250, status: '2.6.0' },
        internetMessageId: '<a1b2c3@mail.contoso.example>',
        recordId: '4870123456789',
        size: 9001,
        handover: 'BDAT',
      },
    ]);
  });

  it('knows how long things took', () => {
    expect(facts.timing).toMatchObject({
      connect: 45,
      greeting: 55,
      slowest: { verb: 'EHLO', milliseconds: 40 },
      idleBeforeEnd: 20,
    });
  });
});

describe('single facts', () => {
  it.each([
    { told: 'IPv6', endpoint: '[2a01:111:f400::1]:25', is: { address: '2a01:111:f400::1', port: 25 } },
    { told: 'a port of Exchange’s own', endpoint: '10.11.12.13:2525', is: { address: '10.11.12.13', port: 2525 } },
    { told: 'something else', endpoint: 'unknown', is: { address: 'unknown', port: undefined } },
  ])('the remote endpoint: $told', ({ endpoint, is }) => {
    expect(factsOf(sessionIn(sendLog('+,,', { remote: endpoint }))).remote).toMatchObject(is);
  });

  it.each([
    { row: '-,,Local', is: { by: 'us', reason: undefined } },
    { row: '-,,Remote', is: { by: 'them', reason: undefined } },
    { row: '-,,Remote(ConnectionReset)', is: { by: 'them', reason: 'ConnectionReset' } },
    { row: '-,,', is: { by: 'unknown' } },
  ])('who hung up: $row', ({ row, is }) => {
    expect(sent(`+,,\n${row}`).closing).toMatchObject(is);
  });

  it.each([
    { greeting: '220 mx.fabrikam.example ESMTP Postfix', is: { software: 'Postfix', masked: false } },
    { greeting: '220 *****************************************************', is: { software: undefined, masked: true } },
    { greeting: '220 ************************0*0****0*2******', is: { masked: true } },
    { greeting: '220 mx.google.com ESMTP x1-2 - gsmtp', is: { software: 'Gmail' } },
  ])('the greeting: $greeting', ({ greeting, is }) => {
    expect(sent(`+,,\n<,${greeting},`).greeting).toMatchObject(is);
  });

  it('an EHLO answer of several rows is one offer', () => {
    const { offers } = sent('>,EHLO a,\n<,250-mx.fabrikam.example Hello,\n<,250-SIZE 1000,\n<,250-STARTTLS,\n<,250 CHUNKING,');
    expect(offers).toMatchObject([{ host: 'mx.fabrikam.example', size: 1000 }]);
    expect(offers[0]?.extensions.has('STARTTLS')).toBe(true);
  });

  it.each([
    { protocol: 'SP_PROT_TLS1_3_CLIENT', version: 'TLS 1.3' },
    { protocol: 'SP_PROT_TLS1_0_SERVER', version: 'TLS 1.0' },
    { protocol: 'SP_PROT_SSL3_CLIENT', version: 'SSL 3.0' },
    { protocol: 'SP_PROT_NEW', version: 'SP_PROT_NEW' },
  ])('$protocol is $version', ({ protocol, version }) => {
    expect(
      sent(`*,,TLS protocol ${protocol} negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits`).tls
        ?.version,
    ).toBe(version);
  });

  it('TLS among Exchange servers is told from STARTTLS', () => {
    expect(sent('>,X-ANONYMOUSTLS,\n<,220 2.0.0 SMTP server ready,').startTls).toMatchObject({
      verb: 'X-ANONYMOUSTLS',
      reply: { code: 220 },
    });
  });

  it('what Exchange made of the other side’s certificate', () => {
    expect(factsOf(fixtureSession('07-auth-login-logondenied.log'))).toMatchObject({
      clientCertificateStatus: 'EmptyCertificate',
      tlsDomain: { capabilities: 'None', status: 'NoRemoteCertificate', domain: undefined },
    });
    expect(
      received("*,,TlsDomainCapabilities='AcceptCloudServicesMail'; Status='Success'; Domain='mail.protection.outlook.com'").tlsDomain,
    ).toMatchObject({
      capabilities: 'AcceptCloudServicesMail',
      domain: 'mail.protection.outlook.com',
    });
  });

  it('a denied logon, once although it was logged twice, with its account masked', () => {
    expect(factsOf(fixtureSession('07-auth-login-logondenied.log')).authentications).toMatchObject([
      { outcome: 'failed', mechanism: 'LOGIN', reason: 'LogonDenied', user: 'us…@domain.com' },
    ]);
  });

  it('a logon that succeeded, with its account masked', () => {
    expect(factsOf(fixtureSession('09-enterprisevault-auth-login-delayedack.log'))).toMatchObject({
      authentications: [{ outcome: 'succeeded', mechanism: 'LOGIN', user: 'CWLAB\\_s…' }],
      tarpits: [{ milliseconds: 25_639, reason: 'DelayedAck' }],
    });
  });

  it('the wait before a refusal', () => {
    expect(factsOf(fixtureSession('03-qa179653-unable-to-relay.log')).tarpits).toMatchObject([{ milliseconds: 5000, reason: undefined }]);
  });

  it('the client behind the Front End', () => {
    expect(
      received(
        '<,XPROXYFROM SID=08D892B7A9441226 IP=203.0.113.9 PORT=25 DOMAIN=mail.fabrikam.example SEQNUM=1 PERMS=1073 AUTHSRC=Anonymous,',
      ).proxied,
    ).toMatchObject({ sessionId: '08D892B7A9441226', clientAddress: '203.0.113.9', clientName: 'mail.fabrikam.example' });
  });

  it('the session that the Front End passes on', () => {
    expect(sent('*,,Proxying inbound session with session id 08DC1DB8591B229B').proxied?.sessionId).toBe('08DC1DB8591B229B');
  });

  it('two messages of one session, each with its own end', () => {
    const { messages } = sent(`
      >,MAIL FROM:<a@contoso.example>,
      >,RCPT TO:<b@x.example>,
      <,250 2.1.0 Ok,
      <,250 2.1.5 Ok,
      >,BDAT 100,
      <,250 2.0.0 100 bytes,
      >,BDAT 20 LAST,
      <,250 2.6.0 Queued,
      >,RSET,
      <,250 2.0.0 Ok,
      >,MAIL FROM:<>,
      <,250 2.1.0 Ok,
      >,RCPT TO:<c@x.example>,
      <,550 5.1.1 Unknown,`);
    expect(messages).toMatchObject([
      { sender: 'a@contoso.example', finalReply: { text: 'Queued' } },
      { sender: '', recipients: [{ address: 'c@x.example', reply: { code: 550 } }], finalReply: undefined },
    ]);
  });

  it.each([
    { told: 'a build of 2013', row: '*,,sending message with RecordId 167503004549', is: { recordId: '167503004549' } },
    { told: 'a build of 2010', row: '*,4711,sending message', is: { recordId: '4711', internetMessageId: undefined } },
  ])('the message’s number in the log of $told', ({ row, is }) => {
    expect(sent(`${row}\n>,MAIL FROM:<a@x.example>,\n<,250 2.1.0 Ok,`).messages[0]).toMatchObject(is);
  });

  it('the id of a message that we took, as our reply repeats it', () => {
    const { messages } = received(`
      <,MAIL FROM:<b@fabrikam.example>,
      *,08D892B7A9441226;2020-11-27T09:34:38.956Z;1,receiving message
      >,250 2.1.0 Sender OK,
      <,RCPT TO:<a@contoso.example>,
      >,250 2.1.5 Recipient OK,
      <,DATA,
      >,354 Start mail input,
      +1500 >,"250 2.6.0 <a1@fabrikam.example> [InternalId=1, Hostname=EX01] 11511 bytes in 0.102, 109,173 KB/sec Queued mail for delivery",`);
    expect(messages).toMatchObject([{ internetMessageId: '<a1@fabrikam.example>', handover: 'DATA' }]);
  });

  it('how long each reply took', () => {
    const { commands } = sent('>,EHLO a,\n+250 <,250 Hello,\n>,MAIL FROM:<a@x.example>,');
    expect(commands.map(({ verb, milliseconds }) => [verb, milliseconds])).toEqual([
      ['EHLO', 250],
      ['MAIL', undefined],
    ]);
  });

  it('a logon of Exchange’s own monitoring', () => {
    const { authentications } = received(
      '<,AUTH LOGIN,\n*,,Inbound AUTH LOGIN failed because of LogonDenied\n*,,User Name: HealthMailbox5c1f@contoso.example',
    );
    expect(authentications).toMatchObject([{ outcome: 'failed', ofMonitoring: true }]);
  });

  it.each([
    { told: 'words of a newer build', row: '*,,Validation of the policy failed', is: 'Validation of the policy failed' },
    {
      told: 'a message-id',
      row: '*,,sending message with RecordId 1 and InternetMessageId <backup-failed@contoso.example>',
      is: undefined,
    },
    { told: 'the subject of a certificate', row: '*,CN=failed.example,Certificate subject', is: undefined },
  ])('what Exchange complains of: $told', ({ row, is }) => {
    expect(sent(row).complaint?.context).toBe(is);
  });

  it('an acknowledged part is no delivery: the message ends with its last part', () => {
    expect(
      sent('>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,BDAT 100,\n<,250 2.0.0 100 bytes,\n-,,Remote').messages[0]?.finalReply,
    ).toBeUndefined();
  });
});
