import type { SeededRandom } from './seeded-random.js';

/** How a made-up session ends. */
export type Ending = 'healthy' | 'unknown-credentials' | 'connect-timeout' | 'relay-denied' | 'logon-denied';

/** One session as the rows that Exchange would write: `event,data,context`, quoted where needed. */
export interface SessionScript {
  readonly ending: Ending;
  readonly connector: string;
  readonly remote: string;
  readonly local: string;
  /** Rows before this one have no local endpoint: the connection doesn't stand yet. */
  readonly connectedFrom: number;
  readonly rows: readonly string[];
}

/** The connectors of all made-up sessions, as a log names them. */
export const MADE_UP_CONNECTORS = {
  send: ['Outbound to Office 365', 'Internet', 'Outbound to Office 365 - 6f8bd4f6-25e1-4f5e-9e5b-2cd1c5a1c3a0'],
  receive: ['EX01\\Default Frontend EX01', 'EX01\\Client Frontend EX01', 'EX01\\Relay for printers'],
} as const;
const MICROSOFT_PEERS = ['104.47.5.36', '104.47.11.202', '40.107.19.96'] as const;
const INTERNET_PEERS = ['198.51.100.80', '203.0.113.25', '192.0.2.77'] as const;
const PEERS = [...MICROSOFT_PEERS, ...INTERNET_PEERS] as const;

/** What Exchange logs of a peer in the tenant's own Exchange Online, and of any other. */
const HYBRID_PEER = ["*,,TlsDomainCapabilities='AcceptCloudServicesMail'; Status='Success'; Domain='mail.protection.outlook.com'"] as const;
const WITHOUT_CERTIFICATE = [
  "*,,Client certificate chain validation status: 'EmptyCertificate'",
  "*,,TlsDomainCapabilities='None'; Status='NoRemoteCertificate'",
] as const;

/** From when to when the certificate of all made-up sessions is valid, as its row says it. */
export const CERTIFICATE_VALID = '2024-01-10T00:00:00.000Z 2025-01-09T23:59:59.000Z';

/** The certificate that all made-up sessions show as ours. */
export const MADE_UP_CERTIFICATE = {
  subject: 'CN=mail.contoso.example, O=Contoso Ltd, L=Berlin, C=DE',
  issuer: 'CN=GeoTrust TLS RSA CA G1, OU=www.digicert.com, O=DigiCert Inc, C=US',
  serial: '0A1B2C3D4E5F60718293A4B5C6D7E8F9',
  thumbprint: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
  host: 'mail.contoso.example',
} as const;

const OUR_CERTIFICATE =
  `*," ${MADE_UP_CERTIFICATE.subject} ${MADE_UP_CERTIFICATE.issuer} ` +
  `${MADE_UP_CERTIFICATE.serial} ${MADE_UP_CERTIFICATE.thumbprint} ${CERTIFICATE_VALID} ` +
  'mail.contoso.example;autodiscover.contoso.example",Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names';
const ONE_LINE_OFFERS = 'SIZE 157286400 PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS 8BITMIME BINARYMIME CHUNKING SMTPUTF8';
const RECEIVE_PERMISSIONS =
  '*,SMTPSubmit SMTPAcceptAnySender SMTPAcceptAuthoritativeDomainSender AcceptRoutingHeaders,Set Session Permissions';

function tls(side: 'CLIENT' | 'SERVER'): string {
  return (
    `*,,"TLS protocol SP_PROT_TLS1_2_${side} negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits, ` +
    'MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with strength 384 bits"'
  );
}

function queued(random: SeededRandom, host: string): string {
  const bytes = random.between(2000, 90000);
  return `"250 2.6.0 <${mark(random)}@mail.contoso.example> [InternalId=${random.between(1e9, 9e9)}, Hostname=${host}] ${bytes} bytes in 0.${random.between(100, 999)}, ${random.between(10, 300)},${random.between(100, 999)} KB/sec Queued mail for delivery"`;
}

/** What makes a message-id unlike others. */
function mark(random: SeededRandom): string {
  return random.between(0x10000000, 0xffffffff).toString(16);
}

/** The offers after EHLO: one joined row, or a row for each as builds before 2016 wrote. */
function offers(random: SeededRandom, event: '<' | '>', host: string, peer: string): string[] {
  if (!random.happens(0.2)) return [`${event},250  ${host} Hello [${peer}] ${ONE_LINE_OFFERS},`];
  const lines = [
    `${host} Hello [${peer}]`,
    'SIZE 157286400',
    'PIPELINING',
    'DSN',
    'ENHANCEDSTATUSCODES',
    'STARTTLS',
    '8BITMIME',
    'CHUNKING',
  ];
  return lines.map((line, at) => `${event},250${at === lines.length - 1 ? ' ' : '-'}${line},`);
}

/** A session on a send connector; left to chance, two or three of a hundred fail. */
export function sendSession(random: SeededRandom, chosen?: Ending): SessionScript {
  const peer = random.oneOf(PEERS);
  const host = `DB${random.between(1, 9)}EUR0${random.between(1, 5)}FT0${random.between(10, 60)}.mail.protection.outlook.com`;
  const ending: Ending = chosen ?? (random.happens(0.02) ? 'unknown-credentials' : random.happens(0.01) ? 'connect-timeout' : 'healthy');
  const rows = ['*,SendRoutingHeaders,Set Session Permissions', '*,,attempting to connect'];
  if (ending === 'connect-timeout') {
    rows.push(
      `*,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Destination domain: fabrikam.example, Error Message: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond ${peer}:25"`,
      '-,,Local',
    );
  } else {
    rows.push(
      '+,,',
      `<,"220 ${host} Microsoft ESMTP MAIL Service ready at Tue, 28 May 2019 15:06:59 +0000",`,
      '>,EHLO mail.contoso.example,',
    );
    rows.push(...offers(random, '<', host, '203.0.113.10'), '>,STARTTLS,', '<,220 2.0.0 SMTP server ready,', OUR_CERTIFICATE);
    if (ending === 'unknown-credentials') {
      rows.push('*,,TLS negotiation failed with error UnknownCredentials', '-,,Local');
    } else {
      rows.push(tls('CLIENT'), '>,EHLO mail.contoso.example,', ...offers(random, '<', host, '203.0.113.10'));
      for (let messages = random.between(1, 2); messages > 0; messages--) {
        rows.push(
          `*,,sending message with RecordId ${random.between(1e9, 9e9)} and InternetMessageId <${mark(random)}@mail.contoso.example>`,
          `>,MAIL FROM:<user${random.between(1, 400)}@contoso.example> SIZE=${random.between(2000, 90000)},`,
          `>,RCPT TO:<someone${random.between(1, 9000)}@fabrikam.example>,`,
          '<,250 2.1.0 Sender OK,',
          '<,250 2.1.5 Recipient OK,',
          `>,BDAT ${random.between(2000, 90000)} LAST,`,
          `<,${queued(random, 'DB8PR05MB0001.eurprd05.prod.outlook.com')},`,
        );
      }
      rows.push('>,QUIT,', '<,221 2.0.0 Service closing transmission channel,', '-,,Local');
    }
  }
  const connectedFrom = ending === 'connect-timeout' ? Infinity : 2;
  return {
    ending,
    connector: random.oneOf(MADE_UP_CONNECTORS.send),
    remote: `${peer}:25`,
    local: `192.0.2.10:${random.between(10000, 65000)}`,
    connectedFrom,
    rows,
  };
}

/** A session on a receive connector, likewise. Whoever fails to log on is no server of Microsoft's. */
export function receiveSession(random: SeededRandom, chosen?: Ending): SessionScript {
  const ofMicrosoft = chosen !== 'logon-denied' && random.happens(0.5);
  const peer = random.oneOf(ofMicrosoft ? MICROSOFT_PEERS : INTERNET_PEERS);
  const name = ofMicrosoft ? 'EUR05-DB8-obe.outbound.protection.outlook.com' : `[${peer}]`;
  const host = 'mail.contoso.example';
  const ending: Ending =
    chosen ?? (random.happens(0.015) ? 'relay-denied' : !ofMicrosoft && random.happens(0.03) ? 'logon-denied' : 'healthy');
  const rows = [
    '+,,',
    `>,"220 ${host} Microsoft ESMTP MAIL Service ready at Wed, 11 Jan 2023 16:59:51 +0100",`,
    `<,EHLO ${name},`,
    ...offers(random, '>', host, peer),
    '<,STARTTLS,',
    '>,220 2.0.0 SMTP server ready,',
    OUR_CERTIFICATE,
    tls('SERVER'),
    `<,EHLO ${name},`,
    ...(ofMicrosoft ? HYBRID_PEER : WITHOUT_CERTIFICATE),
    ...offers(random, '>', host, peer),
  ];
  if (ending === 'logon-denied') {
    rows.push('<,AUTH LOGIN,', '>,334 <authentication response>,', '>,334 <authentication response>,');
    rows.push('*,,Inbound AUTH LOGIN failed because of LogonDenied', '*,,User Name: scanner@contoso.example');
    rows.push('>,535 5.7.3 Authentication unsuccessful,', '-,,Remote');
  } else {
    rows.push(RECEIVE_PERMISSIONS, `<,MAIL FROM:<someone${random.between(1, 9000)}@fabrikam.example>,`);
    rows.push('*,08D892B7A9441226;2020-11-27T09:34:38.956Z;1,receiving message', '>,250 2.1.0 Sender OK,');
    if (ending === 'relay-denied') {
      rows.push('<,RCPT TO:<user@keyman.example>,', "*,Tarpit for '0.00:00:05',", '>,550 5.7.1 Unable to relay,');
    } else {
      rows.push(`<,RCPT TO:<user${random.between(1, 400)}@contoso.example>,`, '>,250 2.1.5 Recipient OK,', '<,DATA,');
      rows.push('>,354 Start mail input; end with <CRLF>.<CRLF>,');
      rows.push(`*,,Proxy destination(s) obtained from OnProxyInboundMessage event. Correlation Id:${mark(random)}`);
      rows.push(`>,${queued(random, host)},`);
    }
    rows.push('<,QUIT,', '>,221 2.0.0 Service closing transmission channel,', '-,,Local');
  }
  return {
    ending,
    connector: random.oneOf(MADE_UP_CONNECTORS.receive),
    remote: `${peer}:${random.between(10000, 65000)}`,
    local: '192.0.2.10:25',
    connectedFrom: 0,
    rows,
  };
}
