import { certificateFor, type CertificateCandidate, type CertificateChoice } from '../../lib/inventory/certificate-for.js';
import { readExchangeCertificate, type ExchangeCertificate } from '../../lib/inventory/exchange-certificate.js';
import { knownCertificates } from '../../lib/inventory/known-certificates.js';
import { readReceiveConnector, type ReceiveConnector } from '../../lib/inventory/receive-connector.js';
import { readSendConnector, type SendConnector } from '../../lib/inventory/send-connector.js';
import { fixtureItems } from './fixture-export.js';

const CA = 'CN=Contoso Issuing CA, O=Contoso, C=DE';
const SUBJECT = 'CN=mail.contoso.com, O=Contoso, C=DE';
const NAME = `<I>${CA}<S>${SUBJECT}`;
const TODAY = Date.parse('2026-09-30T12:00:00Z');

/** A good certificate of mail.contoso.com, unless told otherwise; known by the letter of its thumbprint. */
function certificate(letter: string, properties: Record<string, unknown> = {}): ExchangeCertificate {
  const read = readExchangeCertificate({
    Thumbprint: letter.repeat(40),
    Subject: SUBJECT,
    Issuer: CA,
    NotBefore: '2026-01-01T00:00:00Z',
    NotAfter: '2027-01-01T00:00:00Z',
    Services: 'IIS, SMTP',
    Status: 'Valid',
    HasPrivateKey: true,
    IsSelfSigned: false,
    CertificateDomains: ['mail.contoso.com'],
    ...properties,
  });
  if (read === undefined) throw new Error('The certificate was not read.');
  return read;
}

const OLD = { NotBefore: '2025-01-01T00:00:00Z', NotAfter: '2026-12-01T00:00:00Z' };
const EXPIRED = { NotBefore: '2025-01-01T00:00:00Z', NotAfter: '2026-01-31T00:00:00Z' };

function sendConnector(properties: Record<string, unknown>): SendConnector {
  const read = readSendConnector({ Name: 'Outbound to Office 365', ...properties });
  if (read === undefined) throw new Error('The connector was not read.');
  return read;
}

function receiveConnector(properties: Record<string, unknown>): ReceiveConnector {
  const read = readReceiveConnector({ Identity: 'EX01\\Default Frontend EX01', AuthMechanism: 'Tls, Integrated', ...properties });
  if (read === undefined) throw new Error('The connector was not read.');
  return read;
}

const hybrid = sendConnector({ TlsCertificateName: NAME, Fqdn: 'mail.contoso.com' });

const letter = ({ certificate: { thumbprint } }: CertificateCandidate) => thumbprint.charAt(0);
const chosen = (choice: CertificateChoice) => choice.chosen.map(letter).join('');
const objectionsTo = (choice: CertificateChoice, wanted: string) =>
  [...choice.chosen, ...choice.leftOut].find((candidate) => letter(candidate) === wanted)?.objections;

describe('which certificate Exchange selects when TlsCertificateName is set', () => {
  it('the one with that issuer and subject, and no other', () => {
    const other = certificate('B', { Issuer: 'CN=Another CA, C=DE' });
    const choice = certificateFor(hybrid, [other, certificate('A')], { at: TODAY });
    expect(chosen(choice)).toBe('A');
    expect(choice.chosen[0]?.objections).toEqual([]);
    expect(objectionsTo(choice, 'B')).toEqual(['name-does-not-match']);
  });

  it('of several, the newest, which also lives longest', () => {
    const choice = certificateFor(hybrid, [certificate('A', OLD), certificate('B')], { at: TODAY });
    expect(chosen(choice)).toBe('B');
    expect(objectionsTo(choice, 'A')).toEqual(['another-is-preferred']);
  });

  it('newest and longest-lived are two: both are named, since public sources differ', () => {
    const older = certificate('A', { NotBefore: '2025-06-01T00:00:00Z', NotAfter: '2028-06-01T00:00:00Z' });
    expect(chosen(certificateFor(hybrid, [older, certificate('B')], { at: TODAY }))).toBe('BA');
  });

  it('the renewed one was never enabled for SMTP and is the only one: it is chosen, and that is why TLS fails', () => {
    const choice = certificateFor(hybrid, [certificate('A', { Services: 'IIS' })], { at: TODAY });
    expect(chosen(choice)).toBe('A');
    expect(choice.chosen[0]?.objections).toEqual(['not-enabled-for-smtp']);
  });

  it('the renewed one was never enabled for SMTP and the old one is still there: either may be chosen', () => {
    const choice = certificateFor(hybrid, [certificate('A', OLD), certificate('B', { Services: 'IIS' })], { at: TODAY });
    expect(chosen(choice)).toBe('AB');
    expect(objectionsTo(choice, 'B')).toEqual(['not-enabled-for-smtp']);
  });

  it('renewed by another intermediate: nothing is left to choose, and each certificate says why', () => {
    const choice = certificateFor(hybrid, [certificate('A', { Issuer: 'CN=Contoso Issuing CA 2, O=Contoso, C=DE' })], { at: TODAY });
    expect(choice.chosen).toEqual([]);
    expect(objectionsTo(choice, 'A')).toEqual(['name-does-not-match']);
  });

  it('the same name in another order is no match that anyone vouches for', () => {
    const choice = certificateFor(hybrid, [certificate('A', { Subject: 'C=DE, O=Contoso, CN=mail.contoso.com' })], { at: TODAY });
    expect(choice.chosen).toEqual([]);
    expect(objectionsTo(choice, 'A')).toEqual(['name-spelled-otherwise']);
  });

  it('an expired one does not go before a valid one, yet is used when it is alone', () => {
    const valid = certificate('A', { NotBefore: '2024-01-01T00:00:00Z', NotAfter: '2026-12-01T00:00:00Z' });
    const both = certificateFor(hybrid, [certificate('B', EXPIRED), valid], { at: TODAY });
    expect(chosen(both)).toBe('A');
    expect(objectionsTo(both, 'B')).toEqual(['expired']);
    expect(chosen(certificateFor(hybrid, [certificate('B', EXPIRED)], { at: TODAY }))).toBe('B');
  });

  it('a rehearsal: what happens on the day after the certificate has gone', () => {
    const certificates = [certificate('A', OLD)];
    expect(objectionsTo(certificateFor(hybrid, certificates, { at: Date.parse('2026-12-01T00:00:00Z') }), 'A')).toEqual([]);
    expect(objectionsTo(certificateFor(hybrid, certificates, { at: Date.parse('2026-12-02T00:00:00Z') }), 'A')).toEqual(['expired']);
  });

  it('a pending request is no certificate yet', () => {
    const choice = certificateFor(hybrid, [certificate('A', OLD), certificate('B', { Status: 'PendingRequest' })], { at: TODAY });
    expect(chosen(choice)).toBe('A');
    expect(objectionsTo(choice, 'B')).toEqual(['pending-request']);
  });

  it('the order of the export does not matter', () => {
    const certificates = [certificate('A'), certificate('B'), certificate('C', OLD)];
    expect(chosen(certificateFor(hybrid, certificates, { at: TODAY }))).toBe('A');
    expect(chosen(certificateFor(hybrid, [...certificates].reverse(), { at: TODAY }))).toBe('A');
  });

  it('a name without its marks matches nothing', () => {
    const choice = certificateFor(sendConnector({ TlsCertificateName: `${CA}${SUBJECT}` }), [certificate('A')], { at: TODAY });
    expect(choice).toMatchObject({ wanted: { by: 'unreadable-name' }, chosen: [] });
  });

  it('a certificate that was imported without its key is chosen by its names: only the machine’s store shows it', () => {
    const [connector] = fixtureItems('send-connectors.json', 'send-connectors');
    if (connector === undefined) throw new Error('no connector');
    const exchange = fixtureItems('exchange-certificates.json', 'exchange-certificates');
    const machine = fixtureItems('machine-certificates.json', 'machine-certificates');
    const at = Date.parse('2019-05-28T15:07:00Z');
    // Exchange itself lists one candidate. It lacks SMTP: the session of the log ends with UnknownCredentials.
    expect(chosen(certificateFor(connector, exchange, { at }))).toBe('2');
    const choice = certificateFor(connector, knownCertificates(exchange, machine), { at });
    expect(chosen(choice)).toBe('A');
    expect(choice.chosen[0]).toMatchObject({ objections: ['no-private-key'], missing: ['services'] });
  });
});

describe('the certificates of both lists', () => {
  it('the machine’s store has the last word on the private key, and fills in what Exchange’s list lacks', () => {
    const stored = { thumbprint: 'A'.repeat(40), hasPrivateKey: false, notAfter: TODAY };
    const unknown = { subject: undefined, issuer: undefined, notBefore: undefined, names: undefined };
    const [merged] = knownCertificates([certificate('A', { NotAfter: '01.01.2027' })], [{ ...stored, ...unknown }]);
    expect(merged).toMatchObject({ hasPrivateKey: false, notAfter: TODAY, subject: SUBJECT, names: ['mail.contoso.com'] });
  });

  it('without the machine’s list, Exchange’s list stands as it is', () => {
    const listed = [certificate('A')];
    expect(knownCertificates(listed, undefined)).toEqual(listed);
  });
});

describe('which certificate Exchange selects without TlsCertificateName', () => {
  const unnamed = { TlsCertificateName: null };

  it('by the connector’s Fqdn, among the alternative names', () => {
    const san = certificate('A', { Subject: 'CN=contoso.com', CertificateDomains: ['contoso.com', 'MAIL.contoso.com'] });
    const choice = certificateFor(receiveConnector({ ...unnamed, Fqdn: 'mail.contoso.com' }), [san], { at: TODAY });
    expect(choice.wanted).toEqual({ by: 'host', host: 'mail.contoso.com', from: 'connector' });
    expect(chosen(choice)).toBe('A');
  });

  it('by the server’s own name when there is no Fqdn either: the self-signed one', () => {
    const selfSigned = certificate('A', {
      Subject: 'CN=EX01',
      Issuer: 'CN=EX01',
      IsSelfSigned: true,
      CertificateDomains: ['EX01', 'EX01.contoso.local'],
    });
    const connector = receiveConnector({ ...unnamed, Fqdn: null });
    expect(chosen(certificateFor(connector, [selfSigned, certificate('B')], { at: TODAY, serverFqdn: 'ex01.contoso.local' }))).toBe('A');
    expect(certificateFor(connector, [selfSigned], { at: TODAY }).wanted).toEqual({ by: 'unknown', missing: 'server name' });
  });

  it('a valid one of an authority goes before a newer self-signed one', () => {
    const selfSigned = certificate('B', {
      Issuer: SUBJECT,
      IsSelfSigned: true,
      NotBefore: '2026-06-01T00:00:00Z',
      NotAfter: '2031-06-01T00:00:00Z',
    });
    const connector = receiveConnector({ ...unnamed, Fqdn: 'mail.contoso.com' });
    expect(chosen(certificateFor(connector, [selfSigned, certificate('A')], { at: TODAY }))).toBe('A');
  });

  it('a wildcard stands for one label, and steps back behind the very name', () => {
    const wildcard = certificate('A', { Subject: 'CN=*.contoso.com', CertificateDomains: ['*.contoso.com'] });
    const at = (fqdn: string, ...certificates: ExchangeCertificate[]) =>
      chosen(certificateFor(sendConnector({ ...unnamed, Fqdn: fqdn }), certificates, { at: TODAY }));
    expect(at('mail.contoso.com', wildcard)).toBe('A');
    expect(at('a.mail.contoso.com', wildcard)).toBe('');
    expect(at('contoso.com', wildcard)).toBe('');
    expect(at('mail.contoso.com', wildcard, certificate('B', OLD))).toBe('B');
  });

  it('without Tls among the authentication mechanisms no certificate is looked for', () => {
    const connector = receiveConnector({ ...unnamed, Fqdn: 'mail.contoso.com', AuthMechanism: 'Integrated' });
    expect(certificateFor(connector, [certificate('A')], { at: TODAY })).toMatchObject({
      wanted: { by: 'nothing', because: 'tls-not-offered' },
      chosen: [],
    });
  });

  it('IgnoreSTARTTLS on a send connector: none either', () => {
    const connector = sendConnector({ TlsCertificateName: NAME, IgnoreSTARTTLS: true });
    expect(certificateFor(connector, [certificate('A')], { at: TODAY }).wanted).toEqual({ by: 'nothing', because: 'starttls-ignored' });
  });
});

describe('what the exports do not tell', () => {
  it('an export without TlsCertificateName settles nothing', () => {
    const choice = certificateFor(sendConnector({ Fqdn: 'mail.contoso.com' }), [certificate('A')], { at: TODAY });
    expect(choice).toMatchObject({ wanted: { by: 'unknown', missing: 'TlsCertificateName' }, chosen: [] });
    expect(choice.leftOut[0]).toMatchObject({ match: 'unknown', objections: [], missing: ['names'] });
  });

  it('facts that are missing are named, and held against nobody', () => {
    const bare = certificate('A', { Services: undefined, HasPrivateKey: undefined, NotAfter: '01.01.2027 00:00:00' });
    const choice = certificateFor(hybrid, [bare], { at: TODAY });
    expect(choice.chosen[0]).toMatchObject({ objections: [], missing: ['private key', 'services', 'validity'] });
  });
});
