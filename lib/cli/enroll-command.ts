import { hostname } from 'node:os';
import { ConfigFault, defaultConfig, readConfig } from '../shipper/config/read-config.js';
import { shipOptions } from '../shipper/config/ship-options.js';
import { CodeRefused, enroll } from '../shipper/enroll.js';
import { errorText } from '../shipper/error-code.js';
import { DEFAULT_RETRY } from '../shipper/options.js';
import { sentence } from '../shipper/sentence.js';
import { ServiceStop } from '../shipper/stops.js';
import { printable } from './printable.js';
import { EXIT, type ExitCode } from './ship/exit-code.js';
import type { Terminal } from './terminal.js';

export interface EnrollOptions {
  readonly url?: string;
  readonly code: string;
  readonly config?: string;
  readonly server?: string;
  readonly tokenFile?: string;
}

/**
 * `mailflow enroll`: exchanges a one-time code for this server's own token and stores it where the shipper reads it.
 *
 * @returns the exit code: 0 enrolled; 1 not, and why is said; 2 where the command line or the settings are wrong.
 */
export async function enrollCommand(options: EnrollOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const complain = (text: string) => {
    terminal.complain(printable(`mailflow enroll: ${text}`));
  };
  try {
    const { url, code, server = hostname().split('.')[0] ?? '' } = options;
    if (options.config === undefined && url === undefined) throw new ConfigFault('Where does Mailflow answer? Give --url or --config.');
    const base =
      options.config === undefined
        ? defaultConfig({ api: url ?? '', stateFile: 'mailflow-shipper.json' })
        : await readConfig(options.config);
    const config = { ...base, ...(url !== undefined && { api: url }) };
    const tokenFile = options.tokenFile ?? config.tokenFile;
    const { apiUrl, wire } = await shipOptions(config, { environment: process.env, token: 'none' });
    const tell = (event: Parameters<typeof sentence>[0]) => {
      complain(sentence(event));
    };
    const enrolled = await enroll({ apiUrl, code, server, tokenFile }, { wire, policy: DEFAULT_RETRY, tell, signal });
    terminal.say(printable(`${enrolled.server} is enrolled with ${enrolled.tenant}; its token is in ${tokenFile}. Start: mailflow ship`));
    return EXIT.done;
  } catch (error) {
    if (error instanceof CodeRefused) {
      complain(
        'the code was not taken: it is mistyped, was used before, or is older than 15 minutes. Have a new one made: mailflow tenant enroll',
      );
    } else complain(error instanceof ServiceStop ? sentence(error.problem) : errorText(error));
    return error instanceof ConfigFault ? EXIT.settings : EXIT.problems;
  }
}
