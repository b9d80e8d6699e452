import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** Templates that are deployed by themselves; the rest are their modules. */
export const TEMPLATES = ['infra/main', 'infra/events'] as const;

/** Installations from the ground. */
export const INSTALLATIONS = ['test/infra/standard', 'test/infra/hardened'] as const;

/** Parameters for which it is written down what Azure would be asked for. */
export const SNAPSHOTS = [...INSTALLATIONS, 'test/infra/events'] as const;
export type SnapshotName = (typeof SNAPSHOTS)[number];

/** Digests of all that the compiled files were made of, and of themselves, as sha256sum writes them. */
export const DIGESTS = 'infra/compiled.sha256';

const SOURCE = /\.(?:bicep|bicepparam|kql|workbook\.json)$|bicepconfig\.json$/;

/** What `npm run infra` has to have seen last: if one of these is another, the compiled templates are stale. */
export function digests(): string {
  const sources = ['infra', 'test/infra'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
  );
  const compiled = [...TEMPLATES.map((name) => `${name}.json`), ...SNAPSHOTS.map((name) => `${name}.snapshot.json`)];
  return [...sources.filter((path) => SOURCE.test(path)), ...compiled]
    .sort()
    .map((path) => `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${path}\n`)
    .join('');
}
