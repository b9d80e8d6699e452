import { explainErrorText } from '../../../lib/diagnosis/explain.js';

describe('what Exchange Online reports of TLS with our server', () => {
  it.each([
    [
      // The self-signed certificate may well be what was shown; but the text proves the name alone.
      '450 4.4.317 Cannot connect to remote server [Message=SubjectMismatch Expected Subject: *.contoso.example. Presented Subject: CN=EX01. Thumbprint 0123456789ABCDEF0123456789ABCDEF01234567]',
      'tls-wrong-principal',
    ],
    ['450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot]', 'tls-untrusted-root'],
    ['550 5.7.321 starttls-not-supported: Destination mail server must support TLS to receive mail.', 'tls-starttls-missing-receive'],
    ['550 5.7.322 certificate-expired: Destination mail server’s certificate is expired.', 'tls-cert-expired'],
    ['550 5.7.323 tlsa-invalid: The domain failed DANE validation.', 'exo-dane-failed'],
    ['450 4.7.324 dnssec-invalid: Destination domain returned invalid DNSSEC records', 'exo-dane-failed'],
    [
      '550 5.7.325 certificate-host-mismatch: Remote certificate MUST have a common name or subject alternative name matching the hostname (DANE)',
      'tls-wrong-principal',
    ],
    ['450 4.4.8 MX hosts of contoso.example failed MTA-STS validation', 'exo-mta-sts-failed'],
    ['550 5.7.5 Remote certificate failed MTA-STS validation. Reason: UntrustedRoot', 'exo-mta-sts-failed'],
    ['421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.', 'exo-legacy-tls-4-7-66'],
  ])('%s', (text, rule) => {
    expect(explainErrorText(text).found?.rule.id).toBe(rule);
  });
});
