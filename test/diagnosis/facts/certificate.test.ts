import { certificateBefore, certificatesIn } from '../../../lib/diagnosis/facts/certificate.js';
import { receiveLog, sendLog } from '../../../lib/diagnosis/examples.js';
import { factsOf } from '../../../lib/diagnosis/facts/session-facts.js';
import { fixtureSession } from '../fixture-session.js';
import { sessionIn } from '../session-in.js';

const ONE_ROW = 'Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names';

describe('the certificates of a session', () => {
  it('reads the row of newer builds, with commas in the names', () => {
    const [certificate] = certificatesIn(fixtureSession('00-seed-unknowncredentials.log').records);
    expect(certificate).toMatchObject({
      side: 'sent',
      subject: 'CN=*.domain.tld, OU=IT, O=FIRMA, STREET=STRASSE, L=ORT, S=NRW, PostalCode=11111, C=DE',
      issuer: 'CN=COMODO RSA Organization Validation Secure Server CA, O=COMODO CA Limited, L=Salford, S=Greater Manchester, C=GB',
      serial: '00ED5D8C39E38780CCE126F2C923354D1D',
      thumbprint: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
      notBefore: Date.parse('2018-06-08T02:00:00.000Z'),
      notAfter: Date.parse('2020-09-06T01:59:59.000Z'),
      names: ['*.domain.tld', 'domain.tld'],
    });
  });

  it('reads the row without dates, with quotes in the issuer', () => {
    const [certificate] = certificatesIn(fixtureSession('08-ammarhasayen-interleaved-unknowncredentials.log', '08D3AFC581A92DD3').records);
    expect(certificate).toMatchObject({
      subject: 'CN=*.contoso.example, OU=IT, O=contoso International (L.L.C), L=Dubai, S=Dubai, C=AE',
      issuer: 'CN=thawte SHA256 SSL CA, O="thawte, Inc.", C=US',
      thumbprint: 'AAA3D3DADA6891A2CCB3134D0B2D7764F1351BC4',
      notBefore: undefined,
      names: ['*.contoso.example'],
    });
  });

  it('reads the rows of older builds, and takes no masked thumbprint for a real one', () => {
    const [certificate, ...others] = certificatesIn(fixtureSession('01-kb4051498-multiline-cert.log').records);
    expect(others).toEqual([]);
    expect(certificate).toMatchObject({
      side: 'sent',
      subject: 'CN=*.domain.com, OU=Enterprise SSL Wildcard, OU=Contoso IT, O=Contoso Corporation',
      thumbprint: undefined,
      serial: undefined,
      names: ['*.domai.com', 'conotso.com'],
    });
  });

  it('reads a self-signed certificate whose row needs no quotes', () => {
    const [certificate] = certificatesIn(fixtureSession('07-auth-login-logondenied.log').records);
    expect(certificate).toMatchObject({
      subject: 'CN=SERVER-HOSTNAME',
      issuer: 'CN=SERVER-HOSTNAME',
      thumbprint: '12DEABC6565646512346ABDC1345689413589876',
    });
  });

  it.each([
    {
      said: 'newer builds',
      context: 'Remote certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names',
    },
    {
      said: 'older builds',
      context:
        'Received certificate Certificate subject Certificate issuer name Certificate serial number Certificate thumbprint Certificate alternate names',
    },
  ])('knows the other side’s certificate in the words of $said', ({ context }) => {
    const log = receiveLog(
      `*, CN=mail.fabrikam.example CN=Fabrikam CA 0A1B2C3D 0123456789ABCDEF0123456789ABCDEF01234567 mail.fabrikam.example,${context}`,
    );
    expect(certificatesIn(sessionIn(log).records)).toMatchObject([
      { side: 'received', subject: 'CN=mail.fabrikam.example', issuer: 'CN=Fabrikam CA' },
    ]);
  });

  it('tells ours from theirs when both are logged row by row', () => {
    const log = sendLog(`
      *,,Sending certificate
      *,CN=ours.example,Certificate subject
      *,0123456789ABCDEF0123456789ABCDEF01234567,Certificate thumbprint
      *,,Received certificate
      *,FEDCBA9876543210FEDCBA9876543210FEDCBA98,Certificate thumbprint`);
    expect(certificatesIn(sessionIn(log).records).map(({ side, thumbprint }) => ({ side, thumbprint }))).toEqual([
      { side: 'sent', thumbprint: '0123456789ABCDEF0123456789ABCDEF01234567' },
      { side: 'received', thumbprint: 'FEDCBA9876543210FEDCBA9876543210FEDCBA98' },
    ]);
  });

  it('leaves an issuer without a common name whole', () => {
    const data =
      ' CN=mail.contoso.example OU=Go Daddy Class 2 Certification Authority, O=The Go Daddy Group, C=US 0A1B2C3D 0123456789ABCDEF0123456789ABCDEF01234567 2024-01-10T00:00:00.000Z 2025-01-09T23:59:59.000Z mail.contoso.example';
    const [certificate] = certificatesIn(sessionIn(sendLog(`*,"${data}",${ONE_ROW}`)).records);
    expect(certificate).toMatchObject({
      subject: 'CN=mail.contoso.example',
      issuer: 'OU=Go Daddy Class 2 Certification Authority, O=The Go Daddy Group, C=US',
    });
  });

  it('takes a stranger’s words for no certificate', () => {
    const log = receiveLog(`<,EHLO CN=evil 0123456789ABCDEF0123456789ABCDEF01234567,${ONE_ROW}`);
    expect(certificatesIn(sessionIn(log).records)).toEqual([]);
  });
});

describe('the certificate before a row', () => {
  const certificate = (side: 'Sending' | 'Remote', name: string) => `
    *,CN=${name},${side} certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`;
  const facts = factsOf(
    sessionIn(
      sendLog(`
        ${certificate('Sending', 'ours-1')}
        ${certificate('Sending', 'ours-2')}
        *,,Sending certificate
        *,CN=ours-3,Certificate subject
        *,,TLS negotiation failed with error UnknownCredentials
        *,CN=ours-3,Certificate issuer name
        ${certificate('Remote', 'theirs')}
        -,,Local`),
    ),
  );
  const [failure, end] = facts.session.records.filter(({ event, context }) => event === '-' || context.startsWith('TLS '));

  it('is the last of its side that was logged whole', () => {
    expect(failure && certificateBefore(failure, 'sent', facts)?.subject).toBe('CN=ours-2');
    expect(end && certificateBefore(end, 'sent', facts)?.subject).toBe('CN=ours-3');
  });

  it('is none where the other side shows its own only later, or never', () => {
    expect(failure && certificateBefore(failure, 'received', facts)).toBeUndefined();
    expect(end && certificateBefore(end, 'received', facts)?.subject).toBe('CN=theirs');
  });
});
