import fc from 'fast-check';
import { correlate } from '../../lib/correlation/correlate.js';
import { serverOutlook } from '../../lib/correlation/outlook/outlook.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { LIKELIHOODS } from '../../lib/diagnosis/rule.js';
import { examples as pinMissing } from '../../lib/diagnosis/rules/tls/client-cert-pin-missing.examples.js';
import { examples as expired } from '../../lib/diagnosis/rules/tls/tls-cert-expired.examples.js';
import { examples as notFound } from '../../lib/diagnosis/rules/tls/tls-cert-not-found.examples.js';
import { tlsNoCredentials } from '../../lib/diagnosis/rules/tls/tls-no-credentials.js';
import { examples as startTlsMissing } from '../../lib/diagnosis/rules/tls/tls-starttls-missing-receive.examples.js';
import { tlsUnknownCredentials } from '../../lib/diagnosis/rules/tls/tls-unknown-credentials.js';
import { examples as wrongPrincipal } from '../../lib/diagnosis/rules/tls/tls-wrong-principal.examples.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { CERTIFICATE, HYBRID_CONNECTOR, inventoryOf, SELF_SIGNED, THUMBPRINT } from './exports.js';

const failures = [
  diagnoseSession(fixtureSession('00-seed-unknowncredentials.log'), { rules: [tlsUnknownCredentials] }),
  diagnoseSession(fixtureSession('13-recon-nocredentials-one-row.log'), { rules: [tlsNoCredentials] }),
  ...[notFound, pinMissing, expired, startTlsMissing, wrongPrincipal].flatMap(({ speaks }) =>
    speaks.slice(0, 1).map(({ log }) => diagnoseSession(sessionIn(log), { server: 'EX01' })),
  ),
].flatMap(({ occurrence }) => occurrence ?? []);

/** Any state that a certificate may be in, or that an export may leave untold. */
const certificate = fc.record(
  {
    Thumbprint: fc.constantFrom(THUMBPRINT, ...failures.flatMap((failure) => failure.certificate?.thumbprint ?? []), 'C'.repeat(40)),
    Subject: fc.constantFrom(CERTIFICATE['Subject'], SELF_SIGNED['Subject']),
    Issuer: fc.constantFrom(CERTIFICATE['Issuer'], SELF_SIGNED['Issuer']),
    Services: fc.constantFrom('None', 'IIS', 'IIS, SMTP', 8, 16, 'nonsense'),
    HasPrivateKey: fc.boolean(),
    Status: fc.constantFrom('Valid', 'PendingRequest', 'Revoked'),
    NotBefore: fc.constantFrom('2018-01-01T00:00:00Z', '2019-05-01T00:00:00Z'),
    NotAfter: fc.constantFrom('2019-05-01T00:00:00Z', '2019-06-10T00:00:00Z', '2030-01-01T00:00:00Z', 'never'),
    CertificateDomains: fc.constantFrom(['*.domain.tld'], ['EX01']),
  },
  { requiredKeys: ['Thumbprint'] },
);

const exported = fc.record(
  {
    'exchange-certificates': fc.uniqueArray(certificate, { maxLength: 4, selector: ({ Thumbprint }) => Thumbprint }),
    'machine-certificates': fc.uniqueArray(certificate, { maxLength: 4, selector: ({ Thumbprint }) => Thumbprint }),
    'send-connectors': fc.constant([HYBRID_CONNECTOR, { Name: 'Internet', ProtocolLoggingLevel: 'None' }]),
    'receive-connectors': fc.constantFrom('Tls', 'Integrated').map((AuthMechanism) =>
      ['EX01\\LOB Relay', 'EX01\\Default Frontend EX01'].map((Identity) => ({
        Identity,
        Server: 'EX01',
        AuthMechanism,
        TlsCertificateName: HYBRID_CONNECTOR['TlsCertificateName'],
      })),
    ),
  },
  { requiredKeys: [] },
);

const collected = fc.constantFrom('2019-01-01T00:00:00Z', '2019-05-28T16:00:00Z', '2026-01-01T00:00:00Z');

describe('whatever the inventory says', () => {
  it('no cause of the rule is lost, every opinion is one of the known, and settled causes alone need no settling', () => {
    expect(failures).toHaveLength(7);
    fc.assert(
      fc.property(fc.constantFrom(...failures), exported, collected, (failure, exports, collectedAt) => {
        const { causes } = correlate(failure, inventoryOf(exports, { collectedAt }));
        expect(causes.map(({ id }) => id)).toEqual(expect.arrayContaining(failure.causes.map(({ id }) => id)));
        expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
        for (const { likelihood, settledBy } of causes) {
          expect(LIKELIHOODS).toContain(likelihood);
          if (likelihood === 'certain' || likelihood === 'excluded') expect(settledBy).toBeNull();
        }
        expect(causes.filter(({ likelihood }) => likelihood === 'certain').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('the order of the exported objects does not matter', () => {
    const reversed = (exports: object) =>
      Object.fromEntries(Object.entries(exports).map(([kind, items]) => [kind, [...(items as readonly object[])].reverse()]));
    const now = Date.parse('2019-05-28T16:00:00Z');
    fc.assert(
      fc.property(fc.constantFrom(...failures), exported, collected, (failure, exports, collectedAt) => {
        const one = inventoryOf(exports, { collectedAt });
        const other = inventoryOf(reversed(exports), { collectedAt });
        expect(correlate(failure, other)).toEqual(correlate(failure, one));
        expect(serverOutlook(other, now).warnings).toEqual(serverOutlook(one, now).warnings);
      }),
    );
  });

  it('it can be stored as JSON and comes back the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...failures), exported, (failure, exports) => {
        const inventory = inventoryOf(exports);
        const found = correlate(failure, inventory);
        const outlook = serverOutlook(inventory, Date.parse('2019-05-28T16:00:00Z'));
        expect(JSON.parse(JSON.stringify(found))).toStrictEqual(found);
        expect(JSON.parse(JSON.stringify(outlook))).toStrictEqual(outlook);
      }),
    );
  });
});
