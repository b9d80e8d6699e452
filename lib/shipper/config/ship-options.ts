import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportText } from '../../inventory/export-text.js';
import { errorCode } from '../error-code.js';
import { exchangeFolderFinder } from '../exchange-folders.js';
import { noProxyEntries } from '../no-proxy.js';
import type { Pseudonyms } from '../../privacy/pseudonyms.js';
import { readPseudonyms, UnusableKey } from '../pseudonym-key.js';
import { usableToken, type ShipOptions, type TokenSource } from '../options.js';
import { Pace } from '../pace.js';
import { Privacy } from '../privacy.js';
import { Wire } from '../wire.js';
import { ConfigFault } from './read-config.js';
import { proxyAddress, type Config } from './schema.js';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes the place of the token file. */
  readonly token?: string | undefined;
}

/**
 * What the shipper works with, by these settings. Its pace is measured on the whole process, which must therefore be the shipper's own.
 *
 * @throws ConfigFault when the authorities' file or the key for pseudonyms can't be used, or the environment's proxy can't be one.
 */
export async function shipOptions(config: Config, { environment, token }: Surroundings): Promise<ShipOptions & { readonly wire: Wire }> {
  const steadyClock = () => performance.now();
  return {
    apiUrl: config.api,
    token: token ?? tokenIn(config.tokenFile),
    roots:
      config.folders.length > 0 ? config.folders : exchangeFolderFinder({ exportsFolder: config.exportsFolder, environment }, steadyClock),
    stateFile: config.stateFile,
    codec: config.codec,
    privacy: new Privacy({
      own: config.pseudonymKeyFile === undefined ? undefined : await pseudonymsBy(config.pseudonymKeyFile),
      keyFile: join(dirname(config.stateFile), KEY_FILE),
    }),
    maxChunkBytes: config.chunkKiB * 1024,
    maxChunkAgeMilliseconds: config.chunkAgeSeconds * 1000,
    finishedAfterMilliseconds: config.finishedAfterMinutes * 60_000,
    wire: new Wire({
      proxy: config.proxy ?? proxyIn(environment),
      noProxy: config.noProxy ?? noProxyEntries(fromEnvironment(environment, 'NO_PROXY') ?? ''),
      authorities: config.authoritiesFile === undefined ? [] : [await authorities(config.authoritiesFile)],
      pace: new Pace({
        cpuPercent: config.cpuPercent,
        bytesPerSecond: config.bandwidthKiBPerSecond === undefined ? undefined : config.bandwidthKiBPerSecond * 1024,
      }),
    }),
    steadyClock,
  };
}

/** Beside the state: there the shipper may write. */
const KEY_FILE = 'pseudonym-key';

async function pseudonymsBy(keyFile: string): Promise<Pseudonyms> {
  try {
    return await readPseudonyms(keyFile);
  } catch (error) {
    throw new ConfigFault(
      error instanceof UnusableKey ? error.message : `The pseudonymKeyFile ${keyFile} can't be used (${errorCode(error)}).`,
    );
  }
}

/** Some leave the scheme out, and most programs let them. */
function proxyIn(environment: Surroundings['environment']): string | undefined {
  const said = fromEnvironment(environment, 'HTTPS_PROXY');
  if (said === undefined) return undefined;
  const address = said.includes('://') ? said : `http://${said}`;
  if (proxyAddress.safeParse(address).success) return address;
  throw new ConfigFault('HTTPS_PROXY holds no address of a proxy, such as http://proxy.contoso.com:8080.');
}

/** Written in capitals on Windows and in small letters elsewhere, as it grew. */
function fromEnvironment(environment: Surroundings['environment'], name: string): string | undefined {
  return environment[name] || environment[name.toLowerCase()] || undefined;
}

function tokenIn(file: string): TokenSource {
  return async () => {
    let bytes: Buffer;
    try {
      bytes = await readFile(file);
    } catch (error) {
      throw new Error(`${file} can't be read (${errorCode(error)})`);
    }
    try {
      return usableToken(exportText(bytes));
    } catch {
      throw new Error(`${file} is empty or has characters that no token has`);
    }
  };
}

async function authorities(file: string): Promise<string> {
  try {
    const pem = exportText(await readFile(file));
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch (error) {
    throw new ConfigFault(`The authoritiesFile ${file} can't be read (${errorCode(error)}).`);
  }
  throw new ConfigFault(`The authoritiesFile ${file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).`);
}
