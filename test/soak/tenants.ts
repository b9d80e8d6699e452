import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stream } from '../../lib/log/log-file.js';
import { filesOf, type ExchangeFile } from '../bench/exchange-files.js';
import { generateLog } from '../bench/log-generator.js';
import type { Truth } from '../bench/truth.js';

/** A tenant's logs as they lie on its server, and what they hold. */
export interface SoakTenant {
  readonly tenant: string;
  readonly root: string;
  readonly files: readonly (Omit<ExchangeFile, 'bytes'> & { readonly size: number })[];
  readonly truth: Truth;
}

/** Where Exchange writes; the shipper knows the stream by it. */
export const FOLDERS: Readonly<Partial<Record<Stream, string>>> = {
  'hub/smtp-send': 'TransportRoles/Logs/Hub/ProtocolLog/SmtpSend',
  'frontend/smtp-receive': 'TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive',
};

/** Writes a tenant's logs: those of a busy hybrid server, 3 % of whose sessions fail. */
export async function writeTenant(tenant: string, folder: string, megabytes: number, seed: number): Promise<SoakTenant> {
  const { bytes, truth } = generateLog({ megabytes, seed });
  const root = join(folder, tenant);
  const files = filesOf(bytes);
  for (const { stream, file, bytes: ofFile } of files) {
    const place = join(root, FOLDERS[stream] ?? '');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, file.name), ofFile);
  }
  return { tenant, root, truth, files: files.map(({ bytes: { length }, ...file }) => ({ ...file, size: length })) };
}
