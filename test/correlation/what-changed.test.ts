import { whatChanged } from '../../lib/correlation/changes/what-changed.js';
import { receiveLog, sendLog } from '../../lib/diagnosis/examples.js';
import { factsOf, type SessionFacts } from '../../lib/diagnosis/facts/session-facts.js';
import { sessionIn } from '../diagnosis/session-in.js';

const OLD = 'A'.repeat(40);
const NEW = 'B'.repeat(40);
const GREETING = '<,220 DB5EUR03FT023.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,';
const TLS12 =
  '*,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"';
const sending = (thumbprint: string) =>
  `*,CN=mail.contoso.com CN=Contoso CA 00AB12CD ${thumbprint} 2018-06-08T02:00:00.000Z 2020-09-06T01:59:59.000Z mail.contoso.com,Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`;

/** A session to Exchange Online; its parts are what a test's story is about. */
function session({
  greeting = GREETING,
  ehlo = 'mail.contoso.com',
  offers = 'SIZE 157286400 PIPELINING STARTTLS CHUNKING',
  certificate = sending(OLD),
  tls = TLS12,
  remote = '104.47.5.36:25',
  local = '192.0.2.10:40211',
} = {}): SessionFacts {
  const rows = [
    '+,,',
    greeting,
    `>,EHLO ${ehlo},`,
    `<,250  host.example Hello [203.0.113.10] ${offers},`,
    '>,STARTTLS,',
    '<,220 2.0.0 SMTP server ready,',
    certificate,
    tls,
    '-,,Local',
  ];
  const log = sendLog(rows.filter((row) => row !== '').join('\n'), { remote });
  return factsOf(sessionIn(log.replaceAll(',192.0.2.10:40211,', `,${local},`)));
}

const good = session();
const kinds = (bad: SessionFacts, before = good) => whatChanged(before, bad).map(({ what }) => what);

describe('between the last good and the first bad session', () => {
  it('nothing changed: the other machine of Exchange Online that answers is no change', () => {
    expect(whatChanged(good, good)).toEqual([]);
    const elsewhere = session({ remote: '52.101.73.5:25', greeting: GREETING.replace('DB5EUR03FT023', 'AM5EUR03FT059') });
    expect(whatChanged(good, elsewhere)).toEqual([]);
  });

  it('another certificate was sent', () => {
    const bad = session({ certificate: sending(NEW), tls: '*,,TLS negotiation failed with error UnknownCredentials' });
    expect(whatChanged(good, bad)).toEqual([
      {
        what: 'our-certificate',
        before: OLD,
        after: NEW,
        sentence: `Our certificate was ${OLD}, valid until 2020-09-06, and then ${NEW}, valid until 2020-09-06.`,
      },
    ]);
  });

  it('no certificate was sent any more', () => {
    expect(whatChanged(good, session({ certificate: '' }))).toMatchObject([{ what: 'our-certificate', before: OLD, after: null }]);
  });

  it('the firewall began to inspect SMTP: masked greeting, STARTTLS gone', () => {
    const bad = session({
      greeting: '<,220 ***********************************,',
      offers: 'SIZE 157286400 PIPELINING CHUNKING',
      certificate: '',
      tls: '',
    });
    const changes = whatChanged(good, bad);
    expect(changes.map(({ what }) => what)).toEqual(['offers-lost', 'greeting-masked']);
    expect(changes[0]).toMatchObject({ before: 'STARTTLS', after: null });
    expect(changes[0]?.sentence).toContain('a device in between may hide it');
  });

  it('somebody else answers: an appliance in between', () => {
    const bad = session({ remote: '192.0.2.25:25', greeting: '<,220 gateway.contoso.com ESMTP Postfix,' });
    expect(kinds(bad)).toEqual(['remote-address', 'greeting-host', 'greeting-software']);
    expect(whatChanged(good, bad)[0]?.sentence).toBe('The other side was 104.47.5.36 (Microsoft’s), and then 192.0.2.25.');
  });

  it('TLS version, and our own name in EHLO', () => {
    const bad = session({ tls: TLS12.replace('TLS1_2', 'TLS1_0'), ehlo: 'EX01.contoso.local' });
    expect(whatChanged(good, bad)).toMatchObject([
      { what: 'tls-version', before: 'TLS 1.2', after: 'TLS 1.0' },
      { what: 'ehlo-name', before: 'mail.contoso.com', after: 'EX01.contoso.local' },
    ]);
  });

  it('our own address: the mail leaves by another way', () => {
    expect(kinds(session({ local: '192.0.2.11:40300' }))).toEqual(['local-address']);
  });

  it('the size that the other side takes', () => {
    const [change] = whatChanged(good, session({ offers: 'SIZE 10485760 PIPELINING STARTTLS CHUNKING' }));
    expect(change).toMatchObject({ what: 'size-limit', before: '157286400 bytes', after: '10485760 bytes' });
  });

  describe('a client of a receive connector', () => {
    const from = ({
      trust = "TlsDomainCapabilities='AcceptCloudServicesMail'; Status='Success'",
      rights = 'SMTPSubmit SMTPAcceptAnyRecipient',
      logon = '',
    }) =>
      factsOf(
        sessionIn(
          receiveLog(
            [
              '+,,',
              '>,220 EX01.contoso.local ready,',
              `*,,${trust}`,
              logon,
              `*,${rights},Set Session Permissions`,
              '<,MAIL FROM:<a@x.example>,',
              '-,,Remote',
            ]
              .filter((row) => row !== '')
              .join('\n'),
          ),
        ),
      );
    const before = from({});

    it('whose certificate no longer counts as the own organisation’s', () => {
      const [change] = whatChanged(before, from({ trust: "TlsDomainCapabilities='None'; Status='UntrustedRoot'" }));
      expect(change).toMatchObject({ what: 'trust', before: 'AcceptCloudServicesMail (Success)', after: 'None (UntrustedRoot)' });
    });

    it('that may no longer relay', () => {
      const [change] = whatChanged(before, from({ rights: 'SMTPSubmit' }));
      expect(change).toMatchObject({ what: 'rights', before: 'SMTPAcceptAnyRecipient SMTPSubmit', after: 'SMTPSubmit' });
    });

    it('that had logged on before has other rights by right', () => {
      expect(whatChanged(from({ logon: '*,CONTOSO\\app,authenticated' }), from({ rights: 'SMTPSubmit' }))).toEqual([]);
    });
  });

  it('a session that never stood shows no change but its end', () => {
    const unreached = factsOf(
      sessionIn(sendLog('*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060"\n-,,Local')),
    );
    expect(whatChanged(good, unreached)).toEqual([]);
  });

  it('the addresses and names of Exchange Online as a client change with every session', () => {
    const from = (host: string, remote: string) =>
      factsOf(
        sessionIn(
          receiveLog(
            `+,,\n>,220 EX01.contoso.local Microsoft ESMTP MAIL Service ready,\n<,EHLO ${host}.outbound.protection.outlook.com,\n-,,Remote`,
            {
              remote,
            },
          ),
        ),
      );
    expect(whatChanged(from('EUR05-AM6-obe', '104.47.18.1:1024'), from('EUR03-DB5-obe', '40.107.6.2:2048'))).toEqual([]);
  });
});
