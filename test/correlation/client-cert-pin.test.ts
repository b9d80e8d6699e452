import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { receiveLog } from '../../lib/diagnosis/examples.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { CERTIFICATE, inventoryOf, ISSUER, SELF_SIGNED, SUBJECT, THUMBPRINT, type Exports } from './exports.js';

/** In May 2024. */
const { occurrence } = diagnoseSession(
  sessionIn(
    receiveLog(
      `<,STARTTLS,
       >,220 2.0.0 SMTP server ready,
       *," ${SUBJECT} ${ISSUER} 00ED5D8C39E38780CCE126F2C923354D1D ${THUMBPRINT} 2024-01-01T00:00:00.000Z 2025-01-01T00:00:00.000Z *.domain.tld",Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names
       *,,TLS negotiation failed with error UnknownCredentials
       -,,Local`,
      { connector: 'EX01\\LOB Relay', remote: '10.1.2.30:50412' },
    ),
  ),
);

const BEFORE = '2024-05-14T06:00:00Z';
const AFTER = '2024-05-14T12:00:00Z';

function correlated(exports: Exports, collectedAt: string) {
  if (occurrence === undefined) throw new Error('The example is not found.');
  return correlate(occurrence, inventoryOf(exports, { collectedAt }));
}

const shown = { ...CERTIFICATE, Services: 'IIS, SMTP', NotBefore: '2024-01-01T00:00:00Z', NotAfter: '2025-01-01T00:00:00Z' };
const successor = { ...shown, Thumbprint: 'B'.repeat(40), NotBefore: '2024-05-10T00:00:00Z', NotAfter: '2025-05-10T00:00:00Z' };

const relay = (...certificates: readonly Record<string, unknown>[]): Exports => ({
  'exchange-certificates': [...certificates, SELF_SIGNED],
  'machine-certificates': [...certificates, SELF_SIGNED],
  'receive-connectors': [
    {
      Identity: 'EX01\\LOB Relay',
      Server: 'EX01',
      AuthMechanism: 'Tls',
      Fqdn: 'mail.domain.tld',
      TlsCertificateName: `<I>${ISSUER}<S>${SUBJECT}`,
    },
  ],
});
const likelihoods = (exports: Exports, collectedAt = BEFORE) =>
  Object.fromEntries(correlated(exports, collectedAt).causes.map(({ id, likelihood }) => [id, likelihood]));

describe('a receive connector’s certificate cannot be used, and the inventory says', () => {
  it('it is there, asked for, and not enabled for SMTP', () => {
    expect(likelihoods(relay({ ...shown, Services: 'IIS' }), AFTER)).toMatchObject({
      'certificate-not-enabled-for-smtp': 'certain',
      'certificate-rotated': 'excluded',
      'certificate-expired': 'excluded',
    });
  });

  it('it is gone, and the connector leads to its successor', () => {
    const { causes } = correlated(relay(successor), AFTER);
    expect(causes.slice(0, 2).map(({ id, likelihood }) => [id, likelihood])).toEqual([
      ['certificate-rotated', 'likely'],
      ['certificate-not-on-server', 'likely'],
    ]);
    expect(causes[0]?.why).toContain('BBBBBBBB…BBBB');
  });

  it('both are there: the service has not taken the successor over', () => {
    const { causes } = correlated(relay(shown, successor), BEFORE);
    expect(causes.find(({ id }) => id === 'certificate-rotated')).toMatchObject({ likelihood: 'likely' });
    expect(causes.find(({ id }) => id === 'certificate-rotated')?.why).toContain('Restarting it does');
  });

  it('no certificate answers to the connector’s name any more', () => {
    expect(likelihoods(relay())).toMatchObject({ 'certificate-rotated': 'likely', 'certificate-not-on-server': 'likely' });
  });

  it('it has no private key: bring it', () => {
    const { remedy } = correlated(relay({ ...shown, HasPrivateKey: false }), BEFORE);
    expect(remedy.map(({ command }) => command)).toContain(`certutil -repairstore my ${THUMBPRINT}`);
  });

  it('nothing: then the causes stay open, with the command that would settle them', () => {
    const { causes } = correlated({}, AFTER);
    expect(causes.map(({ id, settledBy }) => [id, settledBy === null])).toEqual([
      ['certificate-rotated', false],
      ['certificate-not-enabled-for-smtp', false],
      ['certificate-expired', true],
      ['client', true],
    ]);
  });
});
