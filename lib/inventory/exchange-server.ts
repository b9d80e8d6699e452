import { exchangeVersion, parseExchangeVersion, type ExchangeVersion } from './exchange-version.js';
import { isProperties, property, type Properties } from './powershell/properties.js';
import { readKnownText } from './powershell/text.js';
import { readTruth } from './powershell/truth.js';

/**
 * One server of `Get-ExchangeServer`, with the file version of its ExSetup.exe where the collector added it.
 *
 * @source https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates#view-the-build-number-of-an-exchange-based-server
 */
export interface ExchangeServer {
  readonly name: string;
  readonly fqdn: string | undefined;
  readonly isEdgeServer: boolean | undefined;
  readonly site: string | undefined;
  readonly version: ExchangeVersion | undefined;
  /** AdminDisplayVersion stops at the cumulative update: only ExSetup.exe tells which security update is installed. */
  readonly versionFrom: 'exsetup' | 'admin-display-version' | undefined;
}

export function readExchangeServer(item: Properties): ExchangeServer | undefined {
  const name = readKnownText(property(item, 'Name')) ?? readKnownText(property(item, 'Identity'));
  if (name === undefined) return undefined;
  return {
    name,
    fqdn: readKnownText(property(item, 'Fqdn')),
    isEdgeServer: readTruth(property(item, 'IsEdgeServer')),
    site: readKnownText(property(item, 'Site'))?.split('/').at(-1),
    ...readVersion(item),
  };
}

function readVersion(item: Properties): Pick<ExchangeServer, 'version' | 'versionFrom'> {
  // “FileVersion” is what the documented `Get-Command ExSetup.exe | ForEach-Object { $_.FileVersionInfo }` calls it.
  for (const name of ['ExSetupVersion', 'FileVersion']) {
    const version = parseExchangeVersion(readKnownText(property(item, name)) ?? '');
    if (version !== undefined) return { version, versionFrom: 'exsetup' };
  }
  const version = readDisplayVersion(property(item, 'AdminDisplayVersion'));
  return { version, versionFrom: version === undefined ? undefined : 'admin-display-version' };
}

/** `Version 15.2 (Build 986.5)`, or the object behind it. */
function readDisplayVersion(value: unknown): ExchangeVersion | undefined {
  if (!isProperties(value)) return parseExchangeVersion(readKnownText(value) ?? '');
  const { Major: major, Minor: minor, Build: build, Revision: revision } = value;
  if (typeof major !== 'number' || typeof minor !== 'number' || typeof build !== 'number' || typeof revision !== 'number') return undefined;
  return exchangeVersion(major, minor, build, revision);
}
