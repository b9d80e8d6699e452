import { explainErrorText } from '../../lib/diagnosis/explain.js';
import { PARTS } from '../../lib/diagnosis/parts.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { SIGNATURES } from './signatures.js';

/** The failures that are known to stop or slow mail between Exchange and Microsoft 365, each under the id by which customers find it. */
const FAILURES = `
  tls-unknown-credentials tls-no-credentials tls-cert-not-found tls-starttls-missing-receive tls-starttls-not-offered-remote tls-inspection-stripping
  tls-must-issue-starttls tls-socket-error tls-timed-out tls-connection-reset tls-cert-unknown tls-unsupported-function tls-algorithm-mismatch
  tls-internal-error tls-illegal-message tls-invalid-token tls-cert-expired tls-cert-expiring tls-untrusted-root tls-wrong-principal
  tls-auth-missing-receive tls-plaintext-fallback tls-legacy-protocol tls-root-digicert-g2-missing tls-weak-chain client-cert-pin-missing
  recv-wrong-certificate recv-tls-capability-missing recv-tls-client-aborts
  connect-timeout connect-refused connect-reset connect-unreachable connect-local-error connect-no-banner connect-unable-421-421 dns-failure dns-mx-wrong
  smtpsend-suspicious-remote connection-dropped connection-timeout-receive exo-cannot-connect queue-expired recv-exo-range-blocked
  frontend-proxy-connect-refused connector-port-25-conflict mailbox-delivery-connect-failed
  relay-denied-receive relay-denied-remote relay-denied-cmt recv-connector-mismatch tenant-attribution partner-connector-5-7-367
  connector-restrict-5-7-51 no-route service-inactive exo-wrong-region exo-unregistered-domain exo-tenant-blocked exo-bad-helo exo-ipv6-policy
  auth-logon-denied auth-bruteforce auth-unrecognized-type auth-not-authenticated-5-7-57 auth-send-as-5-7-60 auth-smtp-disabled-5-7-139
  auth-exchange-temporary auth-proxy-front-end auth-smarthost-failed
  recipient-not-found-5-1-10 recipient-unknown-5-1-1 recipient-access-denied-5-4-1 recipient-address-invalid recipient-throttled
  edge-recipient-validation-bug sender-bad-5-1-8 invalid-address-5-1-7 restricted-recipient-5-7-1 transport-rule-reject loop-5-4-6 loop-own-fqdn
  size-5-3-4 mailbox-full-5-2-2 too-many-recipients bad-syntax content-rejected bare-linefeed poison-message
  banned-ip-5-7-606 banned-sender-5-7-511 dnsbl spf-fail unauthenticated-5-7-26 dmarc-fail-5-7-509 no-ptr remote-5xx-at-banner
  greylisting exo-throttle-4-7-500 ip-throttle-4-7-650 exchange-out-of-date concurrency-4-3-2 message-rate-4-4-2 back-pressure back-pressure-tarpit
  org-queue-quota tarpit delayed-ack too-many-errors address-block-receive send-concurrency-limit remote-temporary-error
  log-coverage-missing log-rotated-away log-gap unsupported-log-format session-truncated clock-skew
`
  .trim()
  .split(/\s+/);

describe('the failures that are known to stop mail', () => {
  const names = new Set([...RULES, ...PARTS].map(({ id }) => id));

  it.each(FAILURES)('%s is a rule, or a named part of one', (id) => {
    expect(names.has(id)).toBe(true);
  });

  describe.each(Object.entries(SIGNATURES))('%s', (rule, texts) => {
    it.each(texts)('is known by “%s”', (text) => {
      expect(explainErrorText(text).found?.rule.id).toBe(rule);
    });
  });
});
