import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseErrorText } from '../../lib/diagnosis/error-text/parse-error-text.js';

describe('what an error text says beneath its wrappers', () => {
  it.each([
    {
      told: 'a queue since Exchange 2016',
      text: '[{LED=451 4.4.395 Target host responded with error. -> 421 4.4.1 Connection timed out};{MSG=};{FQDN=contoso-mail-onmicrosoft-com.mail.protection.outlook.com}; {IP=};{LRT=5/2/2019 6:32:14 AM}]',
      is: {
        text: '421 4.4.1 Connection timed out',
        code: 421,
        status: '4.4.1',
        host: 'contoso-mail-onmicrosoft-com.mail.protection.outlook.com',
        lastRetry: '5/2/2019 6:32:14 AM',
      },
    },
    {
      told: 'a queue of Exchange 2013',
      text: '451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to connect." Attempted failover to alternate host, but that did not succeed. Either there are no alternate hosts, or delivery failed to all alternate hosts.',
      is: { text: '421 4.2.1 Unable to connect.' },
    },
    {
      told: 'a queue that quotes the socket',
      text: '441 4.4.1 Error encountered while communicating with primary target IP address: "Failed to connect. Winsock error code: 10060, Win32 error code: 10060." Attempted failover to alternate host, but that did not succeed. The last endpoint attempted was 172.24.16.149:475',
      is: { winsock: 10060, endpoint: { address: '172.24.16.149', port: 475, text: '172.24.16.149:475' } },
    },
    {
      told: 'two wrappers around a lost connection',
      text: '451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketError: Failed to connect. Winsock error code: 10051, Win32 error code: 10051',
      is: { winsock: 10051, wrappers: ['451 4.4.397 Error communicating with target host.', '421 4.2.1 Unable to connect', 'SocketError'] },
    },
    {
      told: 'the Front End’s wrapper around another',
      text: '450 4.4.101 Proxy session setup failed on Frontend with \'451 4.4.0 Primary target IP address responded with "451 5.7.3 STARTTLS is required to send mail." Attempted failover to alternate host, but that did not succeed. Either there are no alternate hosts, or delivery failed to all alternate hosts. The last endpoint attempted was <endpoint>\'.',
      is: { text: '451 5.7.3 STARTTLS is required to send mail.', code: 451, status: '5.7.3', endpoint: undefined },
    },
    {
      told: 'a message trace that breaks off',
      text: 'Reason: [{LED=450 4.4.317 Cannot connect to remote server [Message=451 4.4.0 Security status IllegalMessage].',
      is: { cause: 'IllegalMessage' },
    },
    {
      told: 'a non-delivery report',
      text: "Remote Server returned '< #4.4.7 smtp;550 4.4.7 QUEUE.Expired; message expired>'",
      is: { text: '550 4.4.7 QUEUE.Expired; message expired', wrappers: ['Remote Server returned'] },
    },
    {
      told: 'braces within the error',
      text: 'Defer:Reason: [{LED=451-4.7.23 Message deferred - unable to verify SPF policy for 451 4.7.23 fabrikam.example. IB305 i{2b0c499b-c839-43d2-9c76-dda19649fe67}};{MSG=};{FQDN=mx.fabrikam.example};{IP=203.0.113.22};{LRT=1/21/2025 3:45:12 AM}]',
      is: {
        text: expect.stringMatching(/i\{2b0c499b-[^}]+\}$/),
        code: 451,
        status: '4.7.23',
        host: 'mx.fabrikam.example',
        endpoint: { address: '203.0.113.22', port: undefined, text: '203.0.113.22' },
      },
    },
    {
      told: 'a machine of Exchange Online that names itself in brackets, in a text that a console wrapped',
      text: '[{LED=550 5.1.8 Access denied, bad outbound sender AS(42000001)\n   [XX1PEPF00000000.eurprd02.prod.outlook.com]};{MSG=};{FQDN=10.0.0.40};{IP=10.0.0.40};{LRT=11.08.2026 09:47:13}]',
      is: { text: '550 5.1.8 Access denied, bad outbound sender AS(42000001) [XX1PEPF00000000.eurprd02.prod.outlook.com]' },
    },
    {
      told: 'what was typed off from a screenshot',
      text: '[<LRI-2019/11/4 13:31:03>; <led-451 4.4.0 Primary target IP address responded with: "454 4.7.0 Temporary authentication failure." Attempted to alternate host, but that did not succeed.>;<FQDN-EX07.contoso.example>;<IP=10.**.**.***>]',
      is: { text: '454 4.7.0 Temporary authentication failure.', host: 'EX07.contoso.example', endpoint: undefined },
    },
    {
      told: 'an address without brackets',
      text: '451 4.4.0 Primary target IP address responded with: "451 4.4.0 Security status InvalidToken." Attempted failover to alternate host, but that did not succeed. The last endpoint attempted was 2a01:111:f400:7e00::25:25',
      is: { cause: 'InvalidToken', endpoint: { address: '2a01:111:f400:7e00::25', port: 25 } },
    },
    {
      told: 'a plain reply',
      text: '550 5.7.64 TenantAttribution; Relay Access Denied',
      is: { text: '550 5.7.64 TenantAttribution; Relay Access Denied', code: 550, status: '5.7.64', wrappers: [] },
    },
    {
      told: 'a report in the words of Exchange 2010',
      text: '#550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient ##',
      is: { text: '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient', code: 550, status: '5.2.3' },
    },
    {
      told: 'a report with its marks',
      text: '#< #4.4.7 smtp;400 4.4.7 Message delayed> #SMTP#',
      is: { text: '400 4.4.7 Message delayed' },
    },
    {
      told: 'a report that quotes the refusal',
      text: "Diagnostic information for administrators: Generating server: EX01.contoso.example b@fabrikam.example Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'",
      is: { text: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found', code: 550, status: '5.1.10' },
    },
    {
      told: 'a report of two attempts: the oldest says why',
      text: "12/9/2020 9:57:15 PM - Server at mail.contoso.example returned '550 5.4.317 Message expired, cannot connect to remote server(451 5.7.3 STARTTLS is required to send mail)' 12/9/2020 9:47:12 PM - Server at mail.contoso.example (203.0.113.5) returned '450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 STARTTLS is required to send mail] [LastAttemptedServerName=mail.contoso.example] [LastAttemptedIP=203.0.113.5:25]'",
      is: {
        text: '451 5.7.3 STARTTLS is required to send mail',
        host: 'mail.contoso.example',
        endpoint: { address: '203.0.113.5', port: 25 },
      },
    },
    {
      told: 'the machine-readable part of a report',
      text: 'Diagnostic-Code: smtp;550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 : User unknown',
      is: { text: '550 : User unknown', code: 550 },
    },
    {
      told: 'a report of Postfix',
      text: 'host mx.fabrikam.example[198.51.100.25] said: 554 5.7.1 <b@fabrikam.example>: Relay access denied (in reply to RCPT TO command)',
      is: { text: '554 5.7.1 <b@fabrikam.example>: Relay access denied' },
    },
    {
      told: 'a wrapper with a slip of the pen',
      text: '[{LED=451 4-4.395 Target host responded with error. -> 454 4.7.0 Temporary authentication failure}; {MSG=}; {FQDN=EDGE01.contoso.example}; {IP=10.1.1.5}; {LRT=15/07/2025 09:21:04}]',
      is: { text: '454 4.7.0 Temporary authentication failure', host: 'EDGE01.contoso.example' },
    },
    { told: 'a text that is no error', text: 'Mail does not flow.', is: { text: 'Mail does not flow.', code: undefined } },
    { told: 'nothing', text: '', is: { text: '', code: undefined } },
  ])('$told', ({ text, is }) => {
    expect(parseErrorText(text)).toMatchObject(is);
  });

  it('reads every text of the corpus without a wrapper left on it', () => {
    const corpus = JSON.parse(readFileSync(join(__dirname, '../fixtures/lasterrors.json'), 'utf8')) as { text: string }[];
    for (const { text } of corpus) {
      expect(parseErrorText(text).text).not.toMatch(/4\.4\.39[57]|4\.4\.101|Primary target|LED=|->/);
    }
  });

  it('stays quick on hostile texts', () => {
    for (const text of [
      '{LED='.repeat(4000),
      '->'.repeat(8000),
      `451 4.4.0 ${'a -> '.repeat(4000)}`,
      `<${'smtp;550 '.repeat(2000)}`,
      '['.repeat(16_000),
      "returned '550 ".repeat(1100),
      'said: 550 '.repeat(1600),
      `550 5.4.317 Message expired, ${'(550 '.repeat(3000)}`,
    ]) {
      expect(parseErrorText(text).text.length).toBeLessThanOrEqual(16_000);
    }
  });
});
