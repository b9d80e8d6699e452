import { correlate } from '../../lib/correlation/correlate.js';
import type { Correlated } from '../../lib/correlation/correlated.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { findingFrom, tallyOf, type Occurrence } from '../../lib/diagnosis/finding.js';
import { tlsUnknownCredentials } from '../../lib/diagnosis/rules/tls/tls-unknown-credentials.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { CERTIFICATE, inventoryOf, SELF_SIGNED, THUMBPRINT, type Exports } from './exports.js';

/**
 * 2019-05-28T15:07:00.321Z … *," CN=*.domain.tld … 2D21517CD71AA9FE85B27A5D6738A4172A543312 2018-06-08… 2020-09-06… *.domain.tld;domain.tld",Sending certificate …
 * 2019-05-28T15:07:00.326Z … *,,TLS negotiation failed with error UnknownCredentials
 */
const failure = seedFailure();
const BEFORE = '2019-05-28T06:00:00Z';
const AFTER = '2019-05-28T16:00:00Z';

function seedFailure(): Occurrence {
  const session = fixtureSession('00-seed-unknowncredentials.log');
  const { occurrence } = diagnoseSession(session, { server: 'EX01', rules: [tlsUnknownCredentials] });
  if (occurrence === undefined) throw new Error('The seed is not found.');
  return occurrence;
}

const held = (exports: Exports, collectedAt = AFTER) => correlate(failure, inventoryOf(exports, { collectedAt }));
const certificates = (properties: Record<string, unknown>) => ({
  'exchange-certificates': [{ ...CERTIFICATE, ...properties }, SELF_SIGNED],
});
const likelihoods = ({ causes }: Pick<Correlated<Occurrence>, 'causes'>) =>
  Object.fromEntries(causes.map(({ id, likelihood }) => [id, likelihood]));
const cause = ({ causes }: Pick<Correlated<Occurrence>, 'causes'>, wanted: string) => causes.find(({ id }) => id === wanted);

describe('Exchange may not use its certificate (UnknownCredentials), and Get-ExchangeCertificate says', () => {
  it('Services lacks SMTP: that is it, and nothing else', () => {
    const found = held(certificates({ Services: 'IIS' }));
    expect(likelihoods(found)).toEqual({
      'certificate-not-enabled-for-smtp': 'certain',
      'private-key-permission': 'excluded',
      'private-key-damaged': 'excluded',
      'certificate-expired': 'excluded',
      network: 'excluded',
    });
    expect(found.causes[0]).toEqual({
      id: 'certificate-not-enabled-for-smtp',
      likelihood: 'certain',
      why: 'Certificate 2D21517C…3312 is enabled for IIS, and not for SMTP (Get-ExchangeCertificate of 2019-05-28 16:00 UTC), so NETWORK SERVICE has no right to its private key.',
      toldBy: [
        {
          kind: 'exchange-certificates',
          command: 'Get-ExchangeCertificate',
          item: THUMBPRINT,
          server: 'EX01',
          collectedAt: '2019-05-28T16:00:00.000Z',
        },
      ],
      settledBy: null,
    });
    expect(found.remedy).toEqual(failure.remedy);
  });

  it('no service at all, as in the blog: the same', () => {
    expect(held(certificates({ Services: 'None' })).causes[0]).toMatchObject({
      id: 'certificate-not-enabled-for-smtp',
      likelihood: 'certain',
    });
  });

  it('Services lacks SMTP, but the list is older than the failure: likely, and worth another look', () => {
    const found = held(certificates({ Services: 'IIS' }), BEFORE);
    expect(likelihoods(found)).toMatchObject({ 'certificate-not-enabled-for-smtp': 'likely', 'private-key-permission': 'possible' });
    expect(cause(found, 'certificate-not-enabled-for-smtp')?.settledBy?.command).toBe(
      `Get-ExchangeCertificate -Thumbprint ${THUMBPRINT} | Format-List Thumbprint,Subject,Services,Status,NotAfter,HasPrivateKey`,
    );
  });

  it('Services lacks SMTP, yet the same certificate worked before: the list is no proof', () => {
    const found = correlate(failure, inventoryOf(certificates({ Services: 'IIS' })), { certificateLastWorked: '2019-05-27T09:00:00Z' });
    expect(likelihoods(found)).toMatchObject({ 'private-key-permission': 'likely', 'certificate-not-enabled-for-smtp': 'possible' });
    expect(cause(found, 'certificate-not-enabled-for-smtp')?.why).toContain('worked on 2019-05-27 09:00 UTC');
    expect(cause(found, 'certificate-not-enabled-for-smtp')?.why).toContain('no proof');
  });

  it('Services names SMTP, and it failed afterwards: the right to the key was lost', () => {
    const found = held(certificates({ Services: 'IIS, SMTP' }), BEFORE);
    expect(likelihoods(found)).toMatchObject({
      'private-key-permission': 'likely',
      'private-key-damaged': 'possible',
      'certificate-not-enabled-for-smtp': 'excluded',
    });
    expect(cause(found, 'private-key-damaged')?.settledBy?.command).toBe(`certutil -store my ${THUMBPRINT}`);
  });

  it('Services names SMTP, but the list is newer than the failure: somebody may have enabled it in between', () => {
    const found = held(certificates({ Services: 'IIS, SMTP' }));
    expect(likelihoods(found)).toMatchObject({ 'private-key-permission': 'likely', 'certificate-not-enabled-for-smtp': 'possible' });
    expect(cause(found, 'certificate-not-enabled-for-smtp')?.why).toContain('may have been enabled in between');
  });

  it('it had expired: renew it, before anything else', () => {
    const undated = { ...failure, certificate: failure.certificate && { ...failure.certificate, notAfter: null } };
    const found = correlate(undated, inventoryOf(certificates({ Services: 'SMTP', NotAfter: '2019-05-01T00:00:00Z' })));
    expect(cause(found, 'certificate-expired')).toMatchObject({ likelihood: 'likely' });
    expect(cause(found, 'certificate-expired')?.why).toContain('expired on 2019-05-01');
    expect(found.remedy[0]).toEqual(failure.remedy[0]);
    expect(found.remedy[1]?.do).toContain('Renew the certificate');
    expect(found.remedy.map(({ command }) => command).join('\n')).not.toContain('-Force');
  });

  it('expiry is held against the day of the failure, not against today', () => {
    expect(cause(held(certificates({ Services: 'SMTP' }), '2026-01-01T00:00:00Z'), 'certificate-expired')).toMatchObject({
      likelihood: 'excluded',
    });
  });

  it('neither Exchange nor the machine knows the thumbprint: look again, and prove nothing by it', () => {
    const found = held({ 'exchange-certificates': [SELF_SIGNED], 'machine-certificates': [SELF_SIGNED] });
    expect(cause(found, 'certificate-not-on-server')).toMatchObject({ likelihood: 'likely' });
    expect(cause(found, 'certificate-not-on-server')?.why).toContain('it was removed after the failure');
    expect(likelihoods(found)).toMatchObject({ 'certificate-not-enabled-for-smtp': 'likely', 'private-key-permission': 'possible' });
    expect(cause(found, 'certificate-not-enabled-for-smtp')?.settledBy).not.toBeNull();
  });

  it('Exchange does not list it, and nobody looked into the machine’s store: probably it has no private key', () => {
    const found = held({ 'exchange-certificates': [SELF_SIGNED] });
    expect(likelihoods(found)).toMatchObject({ 'no-private-key': 'likely', 'certificate-not-on-server': 'possible' });
    expect(cause(found, 'no-private-key')?.settledBy?.command).toContain('Get-ChildItem Cert:\\LocalMachine\\My');
  });

  it('an object of the export could not be read: it may have been this one, so nothing is missing', () => {
    const found = held({ 'exchange-certificates': [SELF_SIGNED, { Subject: 'CN=lost' }] });
    expect(cause(found, 'no-private-key')).toBeUndefined();
    expect(cause(found, 'certificate-not-on-server')).toBeUndefined();
  });

  it('the machine’s store has it without its private key: then that is it', () => {
    const found = held({
      'exchange-certificates': [SELF_SIGNED],
      'machine-certificates': [{ Thumbprint: THUMBPRINT, HasPrivateKey: false }],
    });
    expect(found.causes[0]).toMatchObject({ id: 'no-private-key', likelihood: 'certain', toldBy: [{ kind: 'machine-certificates' }] });
    expect(likelihoods(found)).toMatchObject({ 'private-key-permission': 'excluded', 'certificate-not-enabled-for-smtp': 'unlikely' });
    expect(found.remedy[1]?.command).toBe(`certutil -repairstore my ${THUMBPRINT}`);
  });
});

describe('without an inventory that tells', () => {
  it('all causes stay as the log alone judged them, each with the command that would settle it', () => {
    const found = correlate(failure, undefined);
    expect(likelihoods(found)).toEqual(Object.fromEntries(failure.causes.map(({ id, likelihood }) => [id, likelihood])));
    for (const { likelihood, settledBy, toldBy } of found.causes) {
      expect(toldBy).toEqual([]);
      if (likelihood !== 'excluded') expect(settledBy?.command).toMatch(/^(?:Get-|certutil -store )/);
    }
  });

  it('a log that masks the thumbprint leaves the reader to fill it in', () => {
    const masked = { ...failure, certificate: null };
    const found = correlate(masked, inventoryOf(certificates({ Services: 'IIS' })));
    expect(cause(found, 'certificate-not-enabled-for-smtp')).toMatchObject({ likelihood: 'likely' });
    expect(cause(found, 'certificate-not-enabled-for-smtp')?.settledBy?.command).toContain("-Thumbprint '<thumbprint>'");
  });

  it('an Edge server keeps its own certificates: the list of another server says nothing of it', () => {
    const onEdge = { ...failure, server: 'EDGE01' };
    const found = correlate(onEdge, inventoryOf({ 'exchange-certificates': [SELF_SIGNED], 'machine-certificates': [] }));
    expect(likelihoods(found)).toEqual(likelihoods(correlate(onEdge, undefined)));
    expect(found.notes.map(({ id }) => id)).toContain('inventory-of-another-server');
  });

  it('short and full name are one server', () => {
    const found = correlate(
      { ...failure, server: 'ex01.domain.local' },
      inventoryOf(certificates({ Services: 'IIS' }), { server: 'EX01' }),
    );
    expect(found.causes[0]).toMatchObject({ likelihood: 'certain' });
  });
});

it('a finding of many sessions is held against the inventory by its last failure', () => {
  const finding = { ...findingFrom(tallyOf(failure)), lastSeen: '2019-05-29T08:00:00.000Z' };
  const found = correlate(finding, inventoryOf(certificates({ Services: 'SMTP' }), { collectedAt: AFTER }));
  expect(found.id).toBe(finding.id);
  expect(likelihoods({ causes: found.causes })).toMatchObject({
    'certificate-not-enabled-for-smtp': 'excluded',
    'private-key-permission': 'likely',
  });
});
