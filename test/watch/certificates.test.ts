import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { findingFrom, tallyOf } from '../../lib/diagnosis/finding.js';
import { certificatesSeenIn } from '../../lib/watch/seen-certificates.js';
import { tenantCertificates } from '../../lib/watch/tenant-certificates.js';
import { CERTIFICATE, HYBRID_CONNECTOR, SELF_SIGNED, THUMBPRINT } from '../correlation/exports.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { seenOn, tenant } from './tenant.js';

describe('the certificates of a tenant', () => {
  it('are known from logs and lists, the first to end first, with what each is used for', () => {
    const exports = { 'exchange-certificates': [SELF_SIGNED, { ...CERTIFICATE, Services: 'SMTP' }], 'send-connectors': [HYBRID_CONNECTOR] };
    const foreign = seenOn('2019-05-28T15:07:00Z', { thumbprint: 'C'.repeat(40), server: 'EX07', notAfter: undefined });
    const certificates = tenantCertificates(tenant({ EX01: exports }, { seen: [seenOn('2019-05-28T15:07:00Z'), foreign] }));
    expect(
      certificates.map(({ thumbprint, holders, uses }) => [thumbprint.slice(0, 4), holders.length, uses.map(({ how }) => how)]),
    ).toEqual([
      ['2D21', 1, ['selected']],
      ['611C', 1, []],
      ['CCCC', 0, ['seen']],
    ]);
    expect(certificates[0]?.uses).toEqual([
      {
        how: 'selected',
        server: 'EX01',
        connector: 'Outbound to Office 365',
        direction: 'send',
        need: 'blocker',
        takenOverBy: null,
        lastSeen: Date.parse('2019-05-28T15:07:00Z'),
      },
    ]);
  });

  it('a finding’s certificate is one that was seen, once for each place, as of the last time', () => {
    const { occurrence } = diagnoseSession(fixtureSession('00-seed-unknowncredentials.log'), { server: 'EX01' });
    if (occurrence === undefined) throw new Error('The seed is found.');
    const finding = findingFrom(tallyOf(occurrence));
    const later = { ...finding, lastSeen: '2019-06-01T00:00:00.000Z' };
    for (const findings of [
      [finding, later],
      [later, finding],
    ]) {
      expect(certificatesSeenIn(findings)).toMatchObject([
        { thumbprint: THUMBPRINT, server: 'EX01', connector: 'Outbound to Office 365', lastSeen: Date.parse('2019-06-01T00:00:00Z') },
      ]);
    }
    expect(certificatesSeenIn([{ ...finding, certificate: null }])).toEqual([]);
  });
});
