import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { fetchMailEndpoints, type FetchOptions } from './fetch-mail-endpoints.js';
import type { MailEndpoints } from './mail-endpoints.js';
import { snapshotSource } from './snapshot-source.js';

/**
 * Fetches Microsoft's list and rewrites the snapshot. For developers, about once a month:
 *
 *     node dist/lib/microsoft365/refresh-snapshot.js lib/microsoft365/mail-endpoints-snapshot.ts
 *
 * Then run prettier over the file, and the tests: they name a host that is new and not yet known as Microsoft's.
 */
export async function refreshSnapshot(file: string, options: FetchOptions): Promise<readonly MailEndpoints[]> {
  const endpoints = await fetchMailEndpoints(options);
  // A half-written source file would not even compile.
  const unfinished = `${file}.new`;
  await writeFile(unfinished, snapshotSource(endpoints));
  await rename(unfinished, file);
  return endpoints;
}

async function main([file]: readonly string[]): Promise<void> {
  if (file === undefined) throw new Error('Name the file to rewrite: lib/microsoft365/mail-endpoints-snapshot.ts');
  const endpoints = await refreshSnapshot(file, { clientRequestId: randomUUID() });
  for (const { cloud, version, ranges } of endpoints) process.stdout.write(`${cloud} ${version}: ${ranges.length} ranges\n`);
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
