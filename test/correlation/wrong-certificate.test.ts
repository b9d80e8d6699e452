import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { examples } from '../../lib/diagnosis/rules/tls/recv-wrong-certificate.examples.js';
import { SELF_SIGNED_THUMBPRINT } from '../../lib/diagnosis/rules/tls/example-rows.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { CERTIFICATE, inventoryOf, ISSUER, SELF_SIGNED, SUBJECT, THUMBPRINT, type Exports } from './exports.js';

/** On 14 May 2024. */
const { occurrence } = diagnoseSession(sessionIn(examples.speaks[0]?.log ?? ''), { server: 'EX01' });

function correlated(exports: Exports) {
  if (occurrence === undefined) throw new Error('The example is not found.');
  return correlate(occurrence, inventoryOf(exports, { collectedAt: '2024-05-14T12:00:00Z' }));
}

const frontend = { Identity: occurrence?.connector, Server: 'EX01', AuthMechanism: 'Tls, Integrated', Fqdn: 'EX01.contoso.example' };
const named = { ...frontend, TlsCertificateName: `<I>${ISSUER}<S>${SUBJECT}` };
const unnamed = { ...frontend, TlsCertificateName: null };
const shown = { ...SELF_SIGNED, Thumbprint: SELF_SIGNED_THUMBPRINT, CertificateDomains: ['EX01', 'EX01.contoso.example'] };
const ofAuthority = { ...CERTIFICATE, Services: 'IIS, SMTP', NotBefore: '2024-01-01T00:00:00Z', NotAfter: '2025-01-01T00:00:00Z' };

const exportsOf = (connector: Record<string, unknown>, ...certificates: readonly Record<string, unknown>[]): Exports => ({
  'receive-connectors': [connector],
  'exchange-certificates': [...certificates, { ...shown, NotAfter: '2027-01-01T00:00:00Z' }],
});
const likelihoods = ({ causes }: ReturnType<typeof correlated>) => Object.fromEntries(causes.map(({ id, likelihood }) => [id, likelihood]));
const commands = ({ remedy }: ReturnType<typeof correlated>) => remedy.flatMap(({ command }) => command ?? []);

describe('this server shows Exchange Online its self-signed certificate, and the inventory says', () => {
  it('TlsCertificateName is empty and the certificate has the connector’s name: the commands name the right one', () => {
    const found = correlated(exportsOf(unnamed, ofAuthority));
    expect(likelihoods(found)).toMatchObject({
      'certificate-name-not-set': 'certain',
      'public-certificate-not-enabled': 'unlikely',
    });
    expect(found.causes[0]?.why).toContain('so Exchange looks for a certificate for EX01.contoso.example');
    expect(commands(found).join('\n')).toContain(`$c = Get-ExchangeCertificate -Thumbprint ${THUMBPRINT}; Set-ReceiveConnector`);
  });

  it('TlsCertificateName names the self-signed certificate itself', () => {
    const found = correlated(exportsOf({ ...frontend, TlsCertificateName: '<I>CN=EX01<S>CN=EX01' }, ofAuthority));
    expect(found.causes[0]).toMatchObject({ id: 'certificate-name-not-set', likelihood: 'certain' });
    expect(found.causes[0]?.why).toContain('asks for the self-signed certificate itself');
  });

  it('TlsCertificateName leads to the right one, which the session did not show: the service has not taken it over', () => {
    const found = correlated(exportsOf(named, ofAuthority));
    expect(found.causes[0]).toMatchObject({ id: 'setting-not-taken-over', likelihood: 'likely' });
    expect(likelihoods(found)['certificate-name-not-set']).toBe('unlikely');
  });

  it('TlsCertificateName names one that is not here, and none of an authority is', () => {
    const found = correlated(exportsOf(named));
    expect(likelihoods(found)).toMatchObject({ 'certificate-name-not-set': 'likely', 'public-certificate-not-enabled': 'likely' });
    expect(found.remedy).toEqual(occurrence?.remedy);
  });

  it('the certificate of the authority is here and not enabled for SMTP: the command enables it', () => {
    const found = correlated(exportsOf(unnamed, { ...ofAuthority, Services: 'IIS' }));
    expect(likelihoods(found)['public-certificate-not-enabled']).toBe('likely');
    expect(commands(found)).toContain(`Enable-ExchangeCertificate -Thumbprint ${THUMBPRINT} -Services SMTP`);
  });

  it('the certificate of the authority has expired: no command names it', () => {
    const found = correlated(exportsOf(unnamed, { ...ofAuthority, NotAfter: '2024-05-01T00:00:00Z' }));
    expect(likelihoods(found)['public-certificate-not-enabled']).toBe('likely');
    expect(commands(found).join('\n')).not.toContain(THUMBPRINT);
  });

  it('TlsCertificateName was copied from a web page, which drops its marks', () => {
    const found = correlated(exportsOf({ ...frontend, TlsCertificateName: `${ISSUER}${SUBJECT}` }, ofAuthority));
    expect(found.causes[0]).toMatchObject({ id: 'certificate-name-unreadable', likelihood: 'certain' });
  });

  it('too little: every cause stays open, with the command that would settle it', () => {
    for (const exports of [{}, { 'receive-connectors': [frontend] }]) {
      const { causes } = correlated(exports);
      expect(causes.map(({ likelihood }) => likelihood)).toEqual(['likely', 'possible', 'possible']);
      for (const { settledBy } of causes) expect(settledBy?.command).toMatch(/^Get-/);
    }
  });
});
