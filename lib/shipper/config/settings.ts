import { DEFAULT_CHUNK_BYTES } from '../options.js';

/**
 * The settings of a shipper: what each means, and its default. `mailflow ship --help` and docs/shipper.md print this table, {@link ./schema.ts} says
 * what each may be.
 *
 * `byDefault` is the default; where the machine decides it, or there is none, `otherwise` says so.
 */
export const SETTINGS = {
  api: { otherwise: 'none, it must be given', means: 'where Mailflow answers, such as https://mailflow.example' },
  tokenFile: {
    byDefault: 'token',
    means:
      'the file with the token of this server; it is read before each request, so the token can be renewed at any time. The variable MAILFLOW_TOKEN takes its place',
  },
  stateFile: { byDefault: 'state.json', means: 'what was shipped; one file serves one shipper' },
  folders: {
    otherwise: 'Exchange’s own: those that the exports name, and those of Exchange 2010 to SE below its install path',
    means: 'a list of folders to search for protocol logs, with all below them; an entry may be { folder: …, stream: … }',
  },
  exportsFolder: {
    byDefault: 'exports',
    means: 'exports of Exchange’s settings, as the collector drops them: they are shipped, and tell where the logs are. It need not exist',
  },
  codec: { byDefault: 'br', means: 'compression: br (brotli), or gz that every tool can read' },
  pseudonymKeyFile: {
    otherwise: 'none: logs go as they are; where the tenant demands pseudonyms, pseudonym-key beside the state',
    means:
      'the key of pseudonyms that take the place of persons before anything is sent (docs/privacy.md); it is made on first use and leaves this machine never',
  },
  chunkKiB: { byDefault: DEFAULT_CHUNK_BYTES / 1024, means: 'size of a chunk before compression, 16 to 4096' },
  chunkAgeSeconds: { byDefault: 10, means: 'how long new lines wait for a chunk to fill up' },
  pollSeconds: { byDefault: 2, means: 'pause between two looks at the folders' },
  finishedAfterMinutes: {
    byDefault: 60,
    means: 'how long a log that has a successor must rest before a half line at its end is shipped',
  },
  cpuPercent: { byDefault: 10, means: 'processor time that may be used in the long run, in percent of one core; 100 is no limit' },
  priority: {
    byDefault: 'below-normal',
    means: 'rank among the server’s processes: low, below-normal or normal. A busy server may leave low nothing',
  },
  bandwidthKiBPerSecond: { otherwise: 'no limit', means: 'what may be sent' },
  proxy: {
    otherwise: 'the variable HTTPS_PROXY',
    means: 'a proxy that knows CONNECT, such as http://proxy.contoso.com:8080, with user:password@ if it asks for them',
  },
  noProxy: { otherwise: 'the variable NO_PROXY', means: 'a list of hosts that are reached without the proxy' },
  authoritiesFile: {
    otherwise: 'none',
    means: 'certificates (PEM) of authorities to trust beside the public ones and this machine’s',
  },
  heartbeatSeconds: { byDefault: 60, means: 'pause between two reports to Mailflow of how the shipper fares' },
  probes: {
    byDefault: true,
    means:
      'call a mail server when Mailflow asks for it: smart hosts of this server’s send connectors, and Microsoft’s, no others (docs/probe.md)',
  },
  logFile: { otherwise: 'none', means: 'a file for what the shipper says; it keeps to 2 × 1 MiB' },
  eventLog: { byDefault: false, means: 'write problems to the Windows event log too, source Mailflow' },
} as const;

export type SettingName = keyof typeof SETTINGS;

/** A setting's default, in words. */
export function defaultOf(name: SettingName): string {
  const setting = SETTINGS[name];
  return 'byDefault' in setting ? String(setting.byDefault) : setting.otherwise;
}
