import { z } from 'zod';
import { CODECS } from '../../contract/codec.js';
import { STREAMS } from '../../log/log-file.js';
import { isSafeAddress } from '../wire.js';
import { SETTINGS, type SettingName } from './settings.js';

/** A file or folder; one that is not absolute is beside the config file. */
const path = z
  .string()
  .min(1)
  // In double quotes YAML makes a tab of the \t in C:\temp, and a line end of the \P in C:\Program Files.
  .refine((text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text), {
    error: 'a path; write it without quotes or in single quotes, for backslashes mean something else in double ones',
  });

const ADDRESS = 'an https address, such as https://mailflow.example; http is for this machine itself alone';
const address = z.string({ error: ADDRESS }).refine((text) => URL.canParse(text) && isSafeAddress(new URL(text)), { error: ADDRESS });

export const proxyAddress = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
  error: 'the proxy’s address, such as http://proxy.contoso.com:8080',
});

const folder = z.union([path, z.strictObject({ folder: path, stream: z.enum(STREAMS) })], {
  error: `a folder’s path, or { folder: …, stream: … } with a stream of ${STREAMS.join(', ')}`,
});

/** How the operating system ranks the shipper among the server's processes. */
export const PRIORITIES = ['low', 'below-normal', 'normal'] as const;

/** The settings as the config file holds them. An unknown one is a mistake, since a limit with a slip in its name would be none. */
export const configSchema = z.strictObject({
  api: address,
  tokenFile: path.default(SETTINGS.tokenFile.byDefault),
  stateFile: path.default(SETTINGS.stateFile.byDefault),
  folders: z.array(folder).default([]),
  exportsFolder: path.default(SETTINGS.exportsFolder.byDefault),
  codec: z.enum(CODECS).default(SETTINGS.codec.byDefault),
  pseudonymKeyFile: path.optional(),
  chunkKiB: z.int().min(16).max(4096).default(SETTINGS.chunkKiB.byDefault),
  chunkAgeSeconds: z.number().min(1).max(3600).default(SETTINGS.chunkAgeSeconds.byDefault),
  pollSeconds: z.number().min(0.1).max(300).default(SETTINGS.pollSeconds.byDefault),
  finishedAfterMinutes: z.number().min(1).max(1440).default(SETTINGS.finishedAfterMinutes.byDefault),
  cpuPercent: z.number().min(1).max(100).default(SETTINGS.cpuPercent.byDefault),
  priority: z.enum(PRIORITIES).default(SETTINGS.priority.byDefault),
  bandwidthKiBPerSecond: z.number().min(4).optional(),
  proxy: proxyAddress.optional(),
  noProxy: z.array(z.string().min(1)).optional(),
  authoritiesFile: path.optional(),
  heartbeatSeconds: z.number().min(10).max(3600).default(SETTINGS.heartbeatSeconds.byDefault),
  probes: z.boolean().default(SETTINGS.probes.byDefault),
  logFile: path.optional(),
  eventLog: z.boolean().default(SETTINGS.eventLog.byDefault),
} satisfies Record<SettingName, z.ZodType>);

export type Config = z.infer<typeof configSchema>;
