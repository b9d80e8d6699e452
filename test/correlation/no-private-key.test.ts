import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { tlsNoCredentials } from '../../lib/diagnosis/rules/tls/tls-no-credentials.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { CERTIFICATE, inventoryOf, SELF_SIGNED, THUMBPRINT, type Exports } from './exports.js';

const { occurrence: failure } = diagnoseSession(
  sessionIn(
    sendLog(`
      +,,
      <,220 DB5EUR03FT023.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,
      >,STARTTLS,
      <,220 2.0.0 SMTP server ready,
      *,CN=*.domain.tld CN=COMODO RSA 00ED5D8C39E38780CCE126F2C923354D1D ${THUMBPRINT},Sending certificate Subject Issuer name Serial number Thumbprint
      *,,TLS negotiation failed with error NoCredentials
      -,,Local`),
  ),
  { server: 'EX01', rules: [tlsNoCredentials] },
);

function likelihoods(exports: Exports, collectedAt: string) {
  if (failure === undefined) throw new Error('The example is not found.');
  const { causes } = correlate(failure, inventoryOf(exports, { collectedAt }));
  return Object.fromEntries(causes.map(({ id, likelihood }) => [id, likelihood]));
}

const stored = (HasPrivateKey: boolean): Exports => ({
  'exchange-certificates': [SELF_SIGNED],
  'machine-certificates': [{ ...CERTIFICATE, HasPrivateKey, NotAfter: '2025-01-01T00:00:00Z' }],
});

describe('Exchange has no credentials (NoCredentials), and the machine’s store says', () => {
  it('HasPrivateKey is False: only the certificate was imported', () => {
    expect(likelihoods(stored(false), '2024-05-14T12:00:00Z')).toEqual({
      'no-private-key': 'certain',
      'private-key-unreadable': 'excluded',
      network: 'excluded',
    });
  });

  it('HasPrivateKey is True, and it failed afterwards: the key cannot be read', () => {
    expect(likelihoods(stored(true), '2024-05-14T06:00:00Z')).toMatchObject({
      'private-key-unreadable': 'likely',
      'no-private-key': 'excluded',
    });
  });

  it('HasPrivateKey is True now: it may have been mended since', () => {
    expect(likelihoods(stored(true), '2024-05-14T12:00:00Z')).toMatchObject({
      'private-key-unreadable': 'likely',
      'no-private-key': 'possible',
    });
  });

  it('nothing: then nothing is settled', () => {
    expect(likelihoods({}, '2024-05-14T12:00:00Z')).toEqual({
      'no-private-key': 'likely',
      'private-key-unreadable': 'possible',
      network: 'excluded',
    });
  });
});
