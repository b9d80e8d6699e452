import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { connectTimeout } from '../../lib/diagnosis/rules/connection/connect-timeout.js';
import { tlsUnknownCredentials } from '../../lib/diagnosis/rules/tls/tls-unknown-credentials.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { CERTIFICATE, HYBRID_CONNECTOR, inventoryOf, ISSUER, SELF_SIGNED, SUBJECT, THUMBPRINT, type Exports } from './exports.js';

function timedOut(remote: string, connector = 'Outbound to Office 365') {
  const log = sendLog(
    `
      *,,attempting to connect
      *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060"
      -,,Local`,
    { remote, connector },
  );
  return found(diagnoseSession(sessionIn(log), { server: 'EX01', rules: [connectTimeout] }).occurrence);
}

const handshake = found(
  diagnoseSession(fixtureSession('00-seed-unknowncredentials.log'), { server: 'EX01', rules: [tlsUnknownCredentials] }).occurrence,
);

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The example is not found.');
  return value;
}

const notes = (failure: Parameters<typeof correlate>[0], exports: Exports = {}) => correlate(failure, inventoryOf(exports)).notes;
const ids = (...parameters: Parameters<typeof notes>) => notes(...parameters).map(({ id }) => id);
const hybrid = (properties = {}): Exports => ({ 'send-connectors': [{ ...HYBRID_CONNECTOR, ...properties }] });

describe('the other side’s address', () => {
  it('is in one of Microsoft’s published ranges, by the list of a day', () => {
    expect(notes(handshake)[0]).toMatchObject({
      id: 'remote-is-microsoft',
      sentence: expect.stringMatching(/^104\.47\.5\.36 is in Microsoft’s published range 104\.47\.0\.0\/17 .*list of \d{4}-\d{2}-\d{2}/),
    });
  });

  it.each([
    ['its smart host is Microsoft’s', 'To the cloud', { Name: 'To the cloud', CloudServicesMailEnabled: false }],
    ['CloudServicesMailEnabled is True', 'To the cloud', { Name: 'To the cloud', SmartHosts: ['192.0.2.25'] }],
  ])('is not Microsoft’s although %s: a wrong smart host, or an appliance in between', (_told, connector, properties) => {
    expect(ids(timedOut('192.0.2.25:25', connector), hybrid(properties))).toContain('remote-not-microsoft');
  });

  it('is not Microsoft’s although the connector is named for it, and nothing else is known', () => {
    expect(ids(timedOut('192.0.2.25:25'))).toEqual(['remote-not-microsoft']);
  });

  it('is not Microsoft’s any more: of a log from before today’s ranges nobody can say whose it was', () => {
    const old = found(diagnoseSession(fixtureSession('01-kb4051498-multiline-cert.log')).occurrence);
    expect(old.remote).toBe('216.32.181.234:25');
    expect(ids(old, hybrid())).not.toContain('remote-not-microsoft');
  });

  it.each([
    [
      'the connector leads elsewhere, whatever its name',
      { SmartHosts: ['filter.example'], CloudServicesMailEnabled: false },
      '192.0.2.25:25',
    ],
    ['it is a Front End of the own organization (port 717)', {}, '192.0.2.25:717'],
  ])('is not Microsoft’s, and need not be: %s', (_told, properties, remote) => {
    expect(ids(timedOut(remote), hybrid(properties))).not.toContain('remote-not-microsoft');
  });
});

describe('the connector’s settings', () => {
  it('TlsDomain counts with DomainValidation, and beside another level it is left unmentioned', () => {
    expect(ids(handshake, hybrid())).toContain('tls-domain-validated');
    for (const TlsAuthLevel of ['CertificateValidation', 'EncryptionOnly', null]) {
      expect(ids(handshake, hybrid({ TlsAuthLevel }))).not.toContain('tls-domain-validated');
    }
  });

  it('a good hybrid connector gives no warning', () => {
    const exports = { ...hybrid(), 'exchange-certificates': [CERTIFICATE, SELF_SIGNED] };
    expect(notes(handshake, exports).filter(({ weight }) => weight === 'warning')).toEqual([]);
  });

  it('IgnoreSTARTTLS, logging that was turned off, a connector that was disabled', () => {
    const settings = hybrid({ IgnoreSTARTTLS: true, ProtocolLoggingLevel: 'None', Enabled: false });
    expect(ids(handshake, settings)).toEqual(expect.arrayContaining(['starttls-ignored', 'protocol-logging-off', 'connector-disabled']));
    expect(notes(handshake, settings).find(({ id }) => id === 'protocol-logging-off')?.command).toBe(
      "Set-SendConnector 'Outbound to Office 365' -ProtocolLoggingLevel Verbose",
    );
  });
});

describe('the certificate that was sent, and the one that the connector asks for', () => {
  const other = { ...CERTIFICATE, Thumbprint: 'B'.repeat(40), Issuer: 'CN=Another CA, C=DE' };
  const newer = { ...CERTIFICATE, Thumbprint: 'C'.repeat(40), NotBefore: '2019-05-01T00:00:00Z', NotAfter: '2021-09-06T00:00:00Z' };
  const about = (connector: Exports, ...certificates: readonly Record<string, unknown>[]) =>
    notes(handshake, { ...connector, 'exchange-certificates': [CERTIFICATE, ...certificates, SELF_SIGNED] }).filter(({ toldBy }) =>
      toldBy.some(({ item }) => item === THUMBPRINT),
    );

  it('are one: nothing to say', () => {
    expect(about(hybrid(), other)).toEqual([]);
  });

  it('are two: the connector was changed, or the service has not taken it over', () => {
    const [note] = about(hybrid({ TlsCertificateName: `<I>CN=Another CA, C=DE<S>${SUBJECT}` }), other);
    expect(note).toMatchObject({ id: 'certificate-not-asked-for', weight: 'warning' });
    expect(note?.sentence).toContain('asks for a certificate of “CN=*.domain.tld');
  });

  it('have one subject and one issuer, as after a renewal: no warning, only that a newer one goes before', () => {
    expect(about(hybrid(), { ...newer, Services: 'SMTP' })).toEqual([]);
    const enabled = { ...CERTIFICATE, Services: 'SMTP' };
    const [note, ...more] = notes(handshake, { ...hybrid(), 'exchange-certificates': [enabled, { ...newer, Services: 'SMTP' }] }).filter(
      ({ id }) => id.startsWith('certificate-'),
    );
    expect(more).toEqual([]);
    expect(note).toMatchObject({ id: 'certificate-superseded', weight: 'info' });
  });

  it('TlsCertificateName is empty and Fqdn set: the certificate answers to the host’s name, so nothing to say', () => {
    expect(about(hybrid({ TlsCertificateName: null, Fqdn: 'mail.domain.tld' }))).toEqual([]);
    expect(about(hybrid({ TlsCertificateName: null, Fqdn: 'mail.contoso.com' }))).toEqual([]);
  });

  it('TlsCertificateName has lost its marks on a web page: nothing can match it', () => {
    const [note] = about(hybrid({ TlsCertificateName: `${ISSUER}${SUBJECT}` }));
    expect(note).toMatchObject({ id: 'tls-certificate-name-unreadable', weight: 'warning' });
  });
});
