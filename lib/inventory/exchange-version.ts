import { FIRST_SUBSCRIPTION_EDITION_BUILD, RELEASES } from './exchange-builds.js';

export type ExchangeProduct = 'Exchange 2010' | 'Exchange 2013' | 'Exchange 2016' | 'Exchange 2019' | 'Exchange SE';

export interface ExchangeVersion {
  /** `15.2.1748.39`, without leading zeros. */
  readonly build: string;
  /** `undefined`: neither of these products, or a newer one. */
  readonly product: ExchangeProduct | undefined;
  /** `CU15`, `SP3`, `RTM`; `undefined` when the build is not in the list. */
  readonly release: string | undefined;
  /** The day after which there are no more security fixes, `yyyy-mm-dd`; `undefined` where none is fixed (Exchange SE) or known. */
  readonly endOfSupport: string | undefined;
}

/** @source https://learn.microsoft.com/lifecycle/products/exchange-server-2019 and its neighbours for the other products */
const END_OF_SUPPORT: Readonly<Record<ExchangeProduct, string | undefined>> = {
  'Exchange 2010': '2020-10-13',
  'Exchange 2013': '2023-04-11',
  'Exchange 2016': '2025-10-14',
  'Exchange 2019': '2025-10-14',
  // Modern lifecycle: supported as long as it is kept up to date.
  'Exchange SE': undefined,
};

/** `15.2.1748.39` and `15.02.1748.039` (ExSetup.exe), or `Version 15.2 (Build 1748.10)` (AdminDisplayVersion). */
const BUILD = /(?<major>\d{1,3})\.(?<minor>\d{1,3})(?:\.| \(Build )(?<build>\d{1,5})\.(?<revision>\d{1,5})/;

/** The version in a text; `undefined` when it has none. */
export function parseExchangeVersion(text: string): ExchangeVersion | undefined {
  const groups = BUILD.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const number = (name: string) => Number(groups[name]);
  return exchangeVersion(number('major'), number('minor'), number('build'), number('revision'));
}

export function exchangeVersion(major: number, minor: number, build: number, revision: number): ExchangeVersion {
  const product = productOf(major, minor, build);
  return {
    build: `${major}.${minor}.${build}.${revision}`,
    product,
    release: RELEASES[`${major}.${minor}.${build}`],
    endOfSupport: product === undefined ? undefined : END_OF_SUPPORT[product],
  };
}

function productOf(major: number, minor: number, build: number): ExchangeProduct | undefined {
  if (major === 14) return 'Exchange 2010';
  if (major !== 15) return undefined;
  switch (minor) {
    case 0:
      return 'Exchange 2013';
    case 1:
      return 'Exchange 2016';
    case 2:
      return build >= FIRST_SUBSCRIPTION_EDITION_BUILD ? 'Exchange SE' : 'Exchange 2019';
    default:
      return undefined;
  }
}
