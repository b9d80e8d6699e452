import { receiveLog, sendLog } from '../../../lib/diagnosis/examples.js';
import { explainErrorText } from '../../../lib/diagnosis/explain.js';
import { factsOf } from '../../../lib/diagnosis/facts/session-facts.js';
import { AUTHENTICATION_RULES } from '../../../lib/diagnosis/rules/authentication/index.js';
import { authExchangeTemporary } from '../../../lib/diagnosis/rules/authentication/auth-exchange-temporary.js';
import { authLogonDenied } from '../../../lib/diagnosis/rules/authentication/auth-logon-denied.js';
import { authNotAuthenticated } from '../../../lib/diagnosis/rules/authentication/auth-not-authenticated-5-7-57.js';
import { authUnrecognizedType } from '../../../lib/diagnosis/rules/authentication/auth-unrecognized-type.js';
import { sessionIn } from '../session-in.js';

describe('what an error text says about a logon', () => {
  it.each([
    [
      '451 4.4.0 Primary target IP address responded with: "454 4.7.0 Temporary authentication failure." Attempted failover to alternate host, but that did not succeed.',
      'auth-exchange-temporary',
      'unknown peer',
    ],
    [
      '451 4.4.0 Primary target IP address responded with: "451 5.7.3 Cannot achieve Exchange Server authentication." Attempted failover to alternate host, but that did not succeed.',
      'auth-exchange-temporary',
      'unknown peer',
    ],
    ['451 4.7.0 Temporary server error. Please try again later. PRX3', 'auth-proxy-front-end', 'PRX3'],
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox',
      'auth-smtp-disabled-5-7-139',
      'mailbox',
    ],
    [
      '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully',
      'auth-smtp-disabled-5-7-139',
      'policy',
    ],
    ['535 5.7.139 Authentication unsuccessful, in words that are new', 'auth-smtp-disabled-5-7-139', 'unnamed'],
    ['535 5.7.3 Authentication unsuccessful', 'auth-logon-denied', 'unknown peer'],
    [
      '[{LED=535 5.7.3 Authentication unsuccessful};{MSG=};{FQDN=smtp.provider.example};{IP=198.51.100.25};{LRT=5/2/2019 6:32:14 AM}]',
      'auth-smarthost-failed',
      '198.51.100.25',
    ],
    ['535 5.7.3 Authentication unsuccessful [AM0PR10CA0001.EURPRD10.PROD.OUTLOOK.COM]', 'auth-smarthost-failed', 'unknown peer'],
    ['550 5.7.30 Basic authentication is not supported for Client Submission.', 'auth-smtp-disabled-5-7-139', 'unnamed'],
    [
      '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception',
      'auth-send-as-5-7-60',
      'unknown peer',
    ],
    ['530 5.7.1 Authentication required', 'auth-smarthost-failed', 'unknown peer'],
    [
      '530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM',
      'auth-not-authenticated-5-7-57',
      'unknown peer',
    ],
    ['550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'auth-send-as-5-7-60', 'unknown peer'],
    ['504 5.7.4 Unrecognized authentication type', 'auth-unrecognized-type', 'unknown peer'],
    ['Inbound AUTH LOGIN failed because of LogonDenied', 'auth-logon-denied', 'unknown peer'],
  ])('%s → %s', (text, id, keyFact) => {
    const found = explainErrorText(text, AUTHENTICATION_RULES).found;
    expect([found?.rule.id, found?.verdict.keyFact]).toEqual([id, keyFact]);
  });

  it.each([
    '530 5.7.0 Must issue a STARTTLS command first',
    '451 4.7.0 Temporary server error. Please try again later. PRX9 RemoteHost: PH7P222CA0012. ErrorCode 10054 [SA2PEPF00000F15.namprd03.prod.outlook.com]',
    '550 5.7.64 TenantAttribution; Relay Access Denied',
  ])('%s → nothing about a logon', (text) => {
    expect(explainErrorText(text, AUTHENTICATION_RULES).found).toBeUndefined();
  });
});

describe('Exchange servers that do not accept each other', () => {
  const refused = (greeting: string) =>
    sendLog(
      `+,,
       <,"220 ex02.contoso.example Microsoft ESMTP MAIL Service ready at ${greeting}",
       >,EHLO ex01.contoso.example,
       <,250  ex02.contoso.example Hello [10.1.1.21] SIZE X-EXPS GSSAPI NTLM 8BITMIME,
       >,X-EXPS GSSAPI,
       *,,Outbound Authentication failed with LogonDenied
       >,QUIT,
       -,,Local`,
      { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.21:2525' },
    );
  const clockSkew = (greeting: string) =>
    authExchangeTemporary.judge(factsOf(sessionIn(refused(greeting))))?.causes.find(({ id }) => id === 'clock-skew');

  it.each([
    { told: 'seven minutes ahead', greeting: 'Tue, 14 May 2024 11:37:00 +0200', likelihood: 'certain', why: /7 minutes ahead/ },
    { told: 'an hour behind', greeting: 'Tue, 14 May 2024 08:30:00 +0000', likelihood: 'certain', why: /60 minutes behind/ },
    { told: 'the same time', greeting: 'Tue, 14 May 2024 11:30:01 +0200', likelihood: 'unlikely', why: /agree/ },
    { told: 'nothing of its time', greeting: 'last', likelihood: 'possible', why: /w32tm/ },
  ])('the other one’s greeting tells $told: clock-skew is $likelihood', ({ greeting, likelihood, why }) => {
    expect(clockSkew(greeting)).toMatchObject({ likelihood, why: expect.stringMatching(why) });
  });
});

describe('who fails to log on', () => {
  const failing = (remote: string) =>
    receiveLog(
      `<,AUTH LOGIN,
       >,334 <authentication response>,
       *,,Inbound AUTH LOGIN failed because of LogonDenied
       *,,User Name: username@contoso.example
       >,535 5.7.3 Authentication unsuccessful,
       -,,Remote`,
      { remote },
    );

  it('from the internet somebody guesses, from the house it is an old password', () => {
    const cause = (remote: string) =>
      authLogonDenied.judge(factsOf(sessionIn(failing(remote))))?.causes.find(({ likelihood }) => likelihood === 'likely')?.id;
    expect(cause('95.10.20.33:56026')).toBe('auth-bruteforce');
    expect(cause('10.1.5.20:40112')).toBe('old-password');
  });

  it('a stranger at the port for mail clients is refused rightly, all mail at port 25 is not', () => {
    const refused = (port: number) =>
      receiveLog(
        `<,MAIL FROM:<a@fabrikam.example>,
         >,530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM,
         -,,Remote`,
        { remote: '198.51.100.25:40112' },
      ).replaceAll('192.0.2.10:25,', `192.0.2.10:${port},`);
    const likely = (log: string) =>
      authNotAuthenticated.judge(factsOf(sessionIn(log)))?.causes.find(({ likelihood }) => likelihood === 'likely')?.id;
    expect(likely(refused(587))).toBe('stranger-without-logon');
    expect(likely(refused(25))).toBe('connector-without-anonymous-users');
  });

  it('the account’s whole name leaves the log neither in the words nor in the evidence', () => {
    const verdict = authLogonDenied.judge(factsOf(sessionIn(failing('95.10.20.33:56026'))));
    expect(verdict?.sentence).toContain('us…@contoso.example');
    expect(JSON.stringify(verdict)).not.toContain('username@');
  });

  it('a printer that asks before TLS is told from one that asks after it', () => {
    const asks = (tls: string) =>
      receiveLog(
        `${tls}
         <,EHLO printer3,
         >,250  mail.contoso.example Hello [10.1.5.20] SIZE STARTTLS AUTH NTLM,
         <,AUTH LOGIN,
         >,504 5.7.4 Unrecognized authentication type,
         -,,Remote`,
        { remote: '10.1.5.20:40112' },
      );
    const likelihood = (log: string) =>
      authUnrecognizedType.judge(factsOf(sessionIn(log)))?.causes.find(({ id }) => id === 'logon-only-after-tls')?.likelihood;
    expect(likelihood(asks(''))).toBe('likely');
    expect(
      likelihood(
        asks(
          '*,,"TLS protocol SP_PROT_TLS1_2_SERVER negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"',
        ),
      ),
    ).toBe('excluded');
  });
});
