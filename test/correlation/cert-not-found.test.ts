import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { CERTIFICATE, HYBRID_CONNECTOR, inventoryOf, ISSUER, SELF_SIGNED, SUBJECT, type Exports } from './exports.js';

/** In May 2024. */
const { occurrence } = diagnoseSession(
  sessionIn(
    sendLog(`
      +,,
      *,,454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found
      -,,Local`),
  ),
  { server: 'EX01' },
);

function correlated(exports: Exports) {
  if (occurrence === undefined) throw new Error('The example is not found.');
  return correlate(occurrence, inventoryOf(exports, { collectedAt: '2024-05-14T12:00:00Z' }));
}

const valid = { ...CERTIFICATE, Services: 'IIS, SMTP', NotBefore: '2024-01-01T00:00:00Z', NotAfter: '2025-01-01T00:00:00Z' };
const OTHER_ISSUER = 'CN=Sectigo RSA Organization Validation Secure Server CA, O=Sectigo Limited, C=GB';

const holding = (...certificates: readonly Record<string, unknown>[]): Exports => ({
  'exchange-certificates': [...certificates, SELF_SIGNED],
  'send-connectors': [HYBRID_CONNECTOR],
});
const likelihoods = (exports: Exports) => Object.fromEntries(correlated(exports).causes.map(({ id, likelihood }) => [id, likelihood]));

describe('the certificate that the send connector asks for was not found, and the inventory says', () => {
  it('the renewed one has another issuer: the connector still names the old', () => {
    const [first] = correlated(holding({ ...valid, Issuer: OTHER_ISSUER })).causes;
    expect(first).toMatchObject({ id: 'renewed-under-another-name', likelihood: 'likely' });
    expect(first?.why).toContain(`asks for the issuer “${ISSUER}”`);
    expect(first?.why).toContain(OTHER_ISSUER);
    expect(first?.toldBy.map(({ kind }) => kind)).toEqual(['send-connectors', 'exchange-certificates']);
  });

  it('none has the subject: it was removed', () => {
    expect(likelihoods(holding())).toEqual({
      'removed-or-invalid': 'likely',
      'renewed-under-another-name': 'possible',
      'missing-on-one-server': 'excluded',
    });
  });

  it('the very one is here and has expired: renew it', () => {
    const { causes, remedy } = correlated(holding({ ...valid, NotAfter: '2024-05-01T00:00:00Z' }));
    expect(causes[0]).toMatchObject({ id: 'removed-or-invalid', likelihood: 'likely' });
    expect(causes[0]?.why).toContain('has expired');
    expect(remedy.map(({ command }) => command).join('\n')).toContain('Import-ExchangeCertificate');
  });

  it('the very one is here and fine, and two servers send: the other one may lack it', () => {
    const exports = { ...holding(valid), 'send-connectors': [{ ...HYBRID_CONNECTOR, SourceTransportServers: ['EX01', 'EX02'] }] };
    expect(likelihoods(exports)).toEqual({
      'missing-on-one-server': 'possible',
      'removed-or-invalid': 'unlikely',
      'renewed-under-another-name': 'excluded',
    });
  });

  it('the name was copied from a web page, which drops its marks', () => {
    const exports = { ...holding(valid), 'send-connectors': [{ ...HYBRID_CONNECTOR, TlsCertificateName: `${ISSUER}${SUBJECT}` }] };
    expect(correlated(exports).causes[0]).toMatchObject({ id: 'certificate-name-unreadable', likelihood: 'certain' });
  });

  it('too little: then every cause stays open, with the command that would settle it', () => {
    for (const exports of [{}, { 'send-connectors': [HYBRID_CONNECTOR] }, { 'exchange-certificates': [valid] }]) {
      const { causes } = correlated(exports);
      expect(causes.map(({ likelihood }) => likelihood)).toEqual(['likely', 'possible', 'possible']);
      for (const { settledBy } of causes) expect(settledBy?.command).toMatch(/^Get-/);
    }
  });
});
