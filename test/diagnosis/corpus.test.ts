import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { fixtureSessions } from './fixture-session.js';

describe('real logs', () => {
  it.each([
    {
      log: '00-seed-unknowncredentials.log',
      found: { '08D6DB768B3F8C32': 'tls-unknown-credentials' },
      connector: 'Outbound to Office 365',
      remote: '104.47.5.36:25',
      thumbprint: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
    },
    {
      log: '01-kb4051498-multiline-cert.log',
      found: { '08D50D3D9730A8D2': 'tls-unknown-credentials' },
      connector: 'Outbound to Office 365',
      remote: '216.32.181.234:25',
      thumbprint: null,
    },
    {
      log: '03-qa179653-unable-to-relay.log',
      found: { '08D892B7A9441226': 'relay-denied-receive' },
      connector: 'Servername\\Default Frontend Domain',
      remote: '40.107.19.96:54368',
    },
    {
      log: '08-ammarhasayen-interleaved-unknowncredentials.log',
      found: { '08D3AFC581A92DD3': 'tls-unknown-credentials' },
      connector: 'Outbound to Office 365',
      remote: '104.47.0.36:25',
      thumbprint: 'AAA3D3DADA6891A2CCB3134D0B2D7764F1351BC4',
    },
    {
      log: '13-recon-nocredentials-one-row.log',
      found: { '08DC73F0A1B20001': 'tls-no-credentials' },
      connector: 'Outbound to Office 365',
      remote: '104.47.11.202:25',
      thumbprint: '0123456789ABCDEF0123456789ABCDEF01234567',
    },
    {
      log: '17-recon-connect-10060.log',
      found: { '08DC73F0A1B20005': 'connect-timeout' },
      connector: 'Internet',
      remote: '198.51.100.80:25',
    },
    {
      log: '53-elastic-frontend-proxy-2525-refused-10061.log',
      found: { '08DC1DB8591B229F': 'connect-refused' },
      connector: 'Inbound Proxy Internal Send Connector',
      remote: '10.11.12.13:2525',
    },
  ])('$log: $found', ({ log, found, connector, remote, thumbprint }) => {
    const occurrences = fixtureSessions(log).flatMap((session) => diagnoseSession(session).occurrence ?? []);
    expect(Object.fromEntries(occurrences.map(({ sessionId, rule }) => [sessionId, rule]))).toEqual(found);
    for (const occurrence of occurrences) {
      expect(occurrence).toMatchObject({ connector, remote });
      if (thumbprint !== undefined) expect(occurrence.certificate?.thumbprint).toBe(thumbprint);
    }
  });

  it.each([
    '04-qa1054876-healthy-null-sender.log',
    '06-healthy-veeam-frontend-connectionreset.log',
    '09-enterprisevault-auth-login-delayedack.log',
    '26-recon-healthy-hybrid-delivery.log',
    '52-qa162632-hub-xproxyfrom-13th-message-healthy.log',
  ])('%s is healthy: delivered, and nothing found', (log) => {
    for (const session of fixtureSessions(log)) {
      expect(diagnoseSession(session)).toMatchObject({ outcome: 'delivered', occurrence: undefined });
    }
  });

  it.each(['11-tail-exch-2010-truncated-scan.log', '58-pastebin-7n2VqhA0-internet-to-eop-multiline-ehlo.log'])(
    '%s ends before its outcome: open, and nothing found',
    (log) => {
      for (const session of fixtureSessions(log)) {
        expect(diagnoseSession(session)).toMatchObject({ outcome: 'open', occurrence: undefined });
      }
    },
  );
});
