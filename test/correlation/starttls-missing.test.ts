import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { CERTIFICATE, inventoryOf, ISSUER, SELF_SIGNED, SUBJECT, THUMBPRINT, type Exports } from './exports.js';

/** On 14 May 2024 at 10:00. */
const { occurrence } = diagnoseSession(fixtureSession('24-recon-starttls-missing-receive.log'));
const BEFORE = '2024-05-14T06:00:00Z';
const AFTER = '2024-05-14T12:00:00Z';

function correlated(exports: Exports, collectedAt = AFTER) {
  if (occurrence === undefined) throw new Error('The example is not found.');
  return correlate(occurrence, inventoryOf(exports, { collectedAt }));
}

const NAME = 'EX01\\Default Frontend EX01';
const frontend = { Identity: NAME, Server: 'EX01', AuthMechanism: 'Tls, Integrated', Fqdn: 'mail.domain.tld' };
const named = { ...frontend, TlsCertificateName: `<I>${ISSUER}<S>${SUBJECT}` };
const valid = { ...CERTIFICATE, Services: 'IIS, SMTP', NotBefore: '2024-01-01T00:00:00Z', NotAfter: '2025-01-01T00:00:00Z' };

const exportsOf = (connector: Record<string, unknown>, ...certificates: readonly Record<string, unknown>[]): Exports => ({
  'receive-connectors': [connector],
  'exchange-certificates': [...certificates, SELF_SIGNED],
});
const likelihoods = ({ causes }: ReturnType<typeof correlated>) => Object.fromEntries(causes.map(({ id, likelihood }) => [id, likelihood]));
const commands = ({ remedy }: ReturnType<typeof correlated>) => remedy.flatMap(({ command }) => command ?? []);

describe('this server offers Exchange Online no STARTTLS, and the inventory says', () => {
  it('AuthMechanism lacks Tls: that is it, and the command adds it to what is there', () => {
    const found = correlated(exportsOf({ ...named, AuthMechanism: 'Integrated, BasicAuth' }, valid));
    expect(likelihoods(found)).toMatchObject({ 'tls-switched-off': 'certain', 'no-smtp-certificate': 'unlikely' });
    expect(commands(found)).toContain(`Set-ReceiveConnector '${NAME}' -AuthMechanism Tls,Integrated,BasicAuth`);
    expect(found.remedy[1]?.undo).toBe(`Set-ReceiveConnector '${NAME}' -AuthMechanism Integrated,BasicAuth`);
    expect(commands(found).join('\n')).not.toContain('Enable-ExchangeCertificate');
  });

  it('AuthMechanism names Tls: ruled out, unless it was set after the failure', () => {
    expect(likelihoods(correlated(exportsOf(named, valid), BEFORE))).toMatchObject({ 'tls-switched-off': 'excluded' });
    expect(likelihoods(correlated(exportsOf(named, valid), AFTER))).toMatchObject({ 'tls-switched-off': 'unlikely' });
  });

  it('no certificate answers to TlsCertificateName, and the renewed one has another issuer: the commands name it', () => {
    const renewed = { ...valid, Thumbprint: 'B'.repeat(40), Issuer: 'CN=Another CA, C=DE', Services: 'IIS' };
    const found = correlated(exportsOf(named, renewed));
    expect(found.causes[0]).toMatchObject({ id: 'certificate-name-outdated', likelihood: 'likely' });
    expect(found.causes[0]?.why).toContain('BBBBBBBB…BBBB has the same subject and was issued by “CN=Another CA, C=DE”');
    expect(commands(found)).toContain(`Enable-ExchangeCertificate -Thumbprint ${'B'.repeat(40)} -Services SMTP`);
    expect(commands(found).join('\n')).toMatch(/Get-ExchangeCertificate -Thumbprint B{40}; Set-ReceiveConnector/);
  });

  it('no certificate has its subject either: it was removed, and the reader must choose another', () => {
    const found = correlated(exportsOf(named));
    expect(found.causes[0]?.why).toContain('it was removed, or renewed with another subject');
    expect(found.remedy).toEqual(occurrence?.remedy);
  });

  it('the one that answers is not enabled for SMTP', () => {
    const found = correlated(exportsOf(named, { ...valid, Services: 'IIS' }));
    expect(found.causes[0]).toMatchObject({ id: 'no-smtp-certificate', likelihood: 'likely' });
    expect(found.causes[0]?.why).toContain('but it is not enabled for SMTP');
    expect(commands(found)).toContain(`Enable-ExchangeCertificate -Thumbprint ${THUMBPRINT} -Services SMTP`);
  });

  it('the one that answers has expired: enabling it would not help, so no command names it', () => {
    const found = correlated(exportsOf(named, { ...valid, NotAfter: '2024-05-01T00:00:00Z' }));
    expect(found.causes[0]?.why).toContain('but it has expired');
    expect(commands(found).join('\n')).not.toContain(THUMBPRINT);
  });

  it('TlsCertificateName is empty and no certificate is for the connector’s host', () => {
    const exports = exportsOf({ ...frontend, TlsCertificateName: null, Fqdn: 'mail.contoso.com' }, valid);
    expect(likelihoods(correlated(exports))).toMatchObject({
      'no-smtp-certificate': 'likely',
      'certificate-name-outdated': 'excluded',
    });
  });

  it('nothing is wrong with connector and certificate: nothing is made likely', () => {
    expect(likelihoods(correlated(exportsOf(named, valid)))).toEqual({
      'certificate-name-outdated': 'unlikely',
      'no-smtp-certificate': 'unlikely',
      'tls-switched-off': 'unlikely',
      'smtp-inspection': 'excluded',
    });
  });

  it('TlsCertificateName was copied from a web page, which drops its marks', () => {
    const found = correlated(exportsOf({ ...named, TlsCertificateName: `${ISSUER}${SUBJECT}` }, valid));
    expect(found.causes[0]).toMatchObject({ id: 'certificate-name-unreadable', likelihood: 'certain' });
  });

  it('too little: every cause stays open, with the command that would settle it', () => {
    for (const exports of [{}, { 'exchange-certificates': [valid] }]) {
      const open = correlated(exports).causes.filter(({ likelihood }) => likelihood !== 'excluded');
      expect(open.map(({ likelihood }) => likelihood)).toEqual(['likely', 'possible', 'possible']);
      for (const { settledBy } of open) expect(settledBy?.command).toMatch(/^Get-/);
    }
  });
});
