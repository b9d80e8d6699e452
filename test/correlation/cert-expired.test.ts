import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { examples } from '../../lib/diagnosis/rules/tls/tls-cert-expired.examples.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { HYBRID_CONNECTOR, inventoryOf, SELF_SIGNED, type Exports } from './exports.js';

/** On 14 May 2024, over a certificate that had expired two weeks before. */
const { occurrence } = diagnoseSession(sessionIn(examples.speaks[0]?.log ?? ''), { server: 'EX01' });

function correlated(exports: Exports) {
  if (occurrence === undefined) throw new Error('The example is not found.');
  return correlate(occurrence, inventoryOf(exports, { collectedAt: '2024-05-14T12:00:00Z' }));
}

const { subject, issuer, names, notBefore, notAfter, thumbprint } = occurrence?.certificate ?? {};
const old = {
  Thumbprint: thumbprint,
  Subject: subject,
  Issuer: issuer,
  CertificateDomains: names,
  NotBefore: notBefore,
  NotAfter: notAfter,
  Services: 'IIS, SMTP',
  Status: 'DateInvalid',
  HasPrivateKey: true,
};
const RENEWED = 'B'.repeat(40);
const renewed = { ...old, Thumbprint: RENEWED, NotBefore: '2024-05-10T00:00:00Z', NotAfter: '2025-05-10T00:00:00Z', Status: 'Valid' };

const exportsOf = (...certificates: readonly Record<string, unknown>[]): Exports => ({
  'exchange-certificates': [old, ...certificates, SELF_SIGNED],
  'send-connectors': [{ ...HYBRID_CONNECTOR, TlsCertificateName: `<I>${issuer ?? ''}<S>${subject ?? ''}` }],
});
const notUsed = (exports: Exports) => correlated(exports).causes.find(({ id }) => id === 'renewed-certificate-not-used');
const commands = (exports: Exports) => correlated(exports).remedy.flatMap(({ command }) => command ?? []);

describe('our certificate had expired, and the inventory says', () => {
  it('a renewed one with the same subject is on the server: the commands name it, and nothing has to be imported', () => {
    expect(notUsed(exportsOf(renewed))).toMatchObject({ likelihood: 'likely' });
    expect(notUsed(exportsOf(renewed))?.why).toMatch(/^Certificate BBBBBBBB…BBBB, valid until 2025-05-10, .* a restart makes it do\.$/);
    expect(commands(exportsOf(renewed))).toContain(`Enable-ExchangeCertificate -Thumbprint ${RENEWED} -Services SMTP`);
    expect(commands(exportsOf(renewed)).join('\n')).not.toContain('Import-ExchangeCertificate');
  });

  it('the renewed one is not enabled for SMTP', () => {
    expect(notUsed(exportsOf({ ...renewed, Services: 'IIS' }))?.why).toContain('but is not enabled for SMTP');
  });

  it('the renewed one is of another authority, and the connector still asks for the old', () => {
    expect(notUsed(exportsOf({ ...renewed, Issuer: 'CN=Another CA' }))?.why).toContain('still asks for another issuer or subject');
  });

  it('the renewed one has another subject and all the old one’s names', () => {
    const names = [...(occurrence?.certificate?.names ?? []), 'autodiscover.contoso.example'];
    expect(notUsed(exportsOf({ ...renewed, Subject: 'CN=new.contoso.example', CertificateDomains: names }))).toBeDefined();
  });

  it.each([
    ['is a request that waits for its certificate', { Status: 'PendingRequest' }],
    ['has no private key', { HasPrivateKey: false }],
    ['has expired too', { NotAfter: '2024-05-13T00:00:00Z' }],
    ['is not valid yet', { NotBefore: '2024-06-01T00:00:00Z' }],
    ['is for other names', { Subject: 'CN=other.example', CertificateDomains: ['other.example'] }],
  ])('what looks like the renewed one %s: it is still to be renewed', (_told, properties) => {
    const exports = exportsOf({ ...renewed, ...properties });
    expect(notUsed(exports)).toBeUndefined();
    expect(correlated(exports).causes[0]?.why).toContain('No other certificate on this server has the same subject or all its names');
    expect(commands(exports).join('\n')).toContain('Import-ExchangeCertificate');
  });

  it('nothing: then the rule’s own causes and remedy stay', () => {
    const found = correlated({});
    expect(found.remedy).toEqual(occurrence?.remedy);
    expect(found.causes[0]).toMatchObject({ id: 'our-certificate-expired', settledBy: { command: expect.stringMatching(/^Get-/) } });
  });
});
