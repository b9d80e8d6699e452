import { RELEASES } from '../../lib/inventory/exchange-builds.js';
import { parseExchangeVersion } from '../../lib/inventory/exchange-version.js';

describe('which Exchange a build is', () => {
  for (const [text, build, product, release, endOfSupport] of [
    ['Version 15.2 (Build 2562.17)', '15.2.2562.17', 'Exchange SE', 'RTM', undefined],
    ['15.02.2562.037', '15.2.2562.37', 'Exchange SE', 'RTM', undefined],
    ['15.02.1748.010', '15.2.1748.10', 'Exchange 2019', 'CU15', '2025-10-14'],
    ['15.2.2561.0', '15.2.2561.0', 'Exchange 2019', undefined, '2025-10-14'],
    ['Version 15.1 (Build 2507.6)', '15.1.2507.6', 'Exchange 2016', 'CU23', '2025-10-14'],
    ['15.0.847.32', '15.0.847.32', 'Exchange 2013', 'SP1', '2023-04-11'],
    ['Version 14.3 (Build 123.4)', '14.3.123.4', 'Exchange 2010', 'SP3', '2020-10-13'],
    // Exchange Online's own machines, and whatever comes next.
    ['15.20.7452.49', '15.20.7452.49', undefined, undefined, undefined],
    ['16.0.1.1', '16.0.1.1', undefined, undefined, undefined],
  ] as const) {
    it(`${text} → ${product ?? 'unknown'} ${release ?? ''}`, () => {
      expect(parseExchangeVersion(text)).toEqual({ build, product, release, endOfSupport });
    });
  }

  it('no version, no answer', () => {
    expect(parseExchangeVersion('Standard')).toBeUndefined();
    expect(parseExchangeVersion('10.1.1.1:25')).not.toMatchObject({ product: 'Exchange 2010' });
  });

  it('within a product, a later release has a higher build', () => {
    const builds = Object.keys(RELEASES).map((build) => build.split('.').map(Number));
    const sorted = [...builds].sort(
      (one, other) => (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0) || (one[2] ?? 0) - (other[2] ?? 0),
    );
    expect(builds).toEqual(sorted);
  });
});
