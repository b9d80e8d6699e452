import { settingChanges } from '../../lib/correlation/changes/setting-change.js';
import type { AnyInventoryExport } from '../../lib/inventory/read-export.js';
import { CERTIFICATE, HYBRID_CONNECTOR, inventoryOf, SELF_SIGNED, THUMBPRINT, type Exports } from './exports.js';

const PLACE = { direction: 'send', connector: 'Outbound to Office 365' } as const;
const HEALTHY = Date.parse('2019-05-27T23:10:00Z');
const FAILED = Date.parse('2019-05-28T15:07:00Z');

/** The exports that a collector makes at six in the morning. */
function collected(day: string, exports: Exports): readonly AnyInventoryExport[] {
  return Object.values(inventoryOf(exports, { collectedAt: `${day}T06:00:00Z` }).exports);
}

const connectors = (day: string, properties = {}) => collected(day, { 'send-connectors': [{ ...HYBRID_CONNECTOR, ...properties }] });
const certificates = (day: string, ...list: readonly Record<string, unknown>[]) => collected(day, { 'exchange-certificates': list });
const changes = (...exports: readonly (readonly AnyInventoryExport[])[]) => settingChanges(PLACE, exports.flat(), HEALTHY, FAILED);

describe('what was set otherwise when mail still flowed', () => {
  it('a setting of the connector, with the days of both exports', () => {
    const exports = [connectors('2019-05-27'), connectors('2019-05-29', { TlsDomain: 'mail.contoso.com', RequireTLS: false })];
    const expected = [
      expect.objectContaining({ what: 'connector-setting', before: 'RequireTLS: True', after: 'RequireTLS: False' }),
      {
        what: 'connector-setting',
        before: 'TlsDomain: mail.protection.outlook.com',
        after: 'TlsDomain: mail.contoso.com',
        sentence:
          'TlsDomain of “Outbound to Office 365” was mail.protection.outlook.com (Get-SendConnector of 2019-05-27 06:00 UTC), and is mail.contoso.com (Get-SendConnector of 2019-05-29 06:00 UTC).',
      },
    ];
    expect(changes(...exports)).toEqual(expected);
    expect(changes(...exports.toReversed())).toEqual(expected);
  });

  it('nothing: the same settings in another order are no change', () => {
    expect(
      changes(
        connectors('2019-05-27', { SourceTransportServers: ['EX01', 'EX02'] }),
        connectors('2019-05-29', { SourceTransportServers: ['EX02', 'EX01'] }),
      ),
    ).toEqual([]);
  });

  it('a setting that one of the exports does not tell is no change', () => {
    expect(changes(connectors('2019-05-27', { TlsDomain: undefined }), connectors('2019-05-29'))).toEqual([]);
  });

  it('what was changed and changed back before, or long after, is none of it', () => {
    const other = { TlsDomain: 'mail.contoso.com' };
    expect(
      changes(connectors('2019-05-20', other), connectors('2019-05-27'), connectors('2019-05-29'), connectors('2019-06-10', other)),
    ).toEqual([]);
  });

  it('the certificate was renewed, and the new one is not enabled for SMTP', () => {
    const renewed = { ...CERTIFICATE, Thumbprint: 'B'.repeat(40) };
    expect(
      changes(
        certificates('2019-05-27', { ...CERTIFICATE, Services: 'IIS, SMTP' }, SELF_SIGNED),
        certificates('2019-05-29', renewed, SELF_SIGNED),
      ),
    ).toMatchObject([
      { what: 'certificate-store', before: null, after: 'B'.repeat(40) },
      { what: 'certificate-store', before: THUMBPRINT, after: null },
    ]);
  });

  it('SMTP was taken from a certificate', () => {
    const [change] = changes(
      certificates('2019-05-27', { ...CERTIFICATE, Services: 'IIS, SMTP' }),
      certificates('2019-05-29', CERTIFICATE),
    );
    expect(change?.sentence).toMatch(/^Certificate 2D21517C…3312 .* is no longer enabled for SMTP \(Get-ExchangeCertificate of 2019-05-29/);
  });

  it('Exchange was updated', () => {
    const server = (day: string, build: string) =>
      collected(day, { 'exchange-servers': [{ Name: 'EX01', AdminDisplayVersion: `Version 15.1 (Build ${build})` }] });
    expect(changes(server('2019-05-27', '1713.5'), server('2019-05-28', '1779.2'))).toMatchObject([
      { what: 'exchange-build', before: '15.1.1713.5', after: '15.1.1779.2' },
    ]);
  });

  it('nothing is known without an export from before', () => {
    expect(changes(connectors('2019-05-29', { RequireTLS: false }))).toEqual([]);
    expect(changes(connectors('2019-05-27'))).toEqual([]);
  });
});
