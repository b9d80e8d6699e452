import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { accepts } from './accepts.js';

/** A file of the dashboard, in memory: there are a handful, of some kilobytes. */
export interface DashboardFile {
  readonly contentType: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly br: Buffer;
  readonly gzip: Buffer;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

let loaded: Promise<ReadonlyMap<string, DashboardFile>> | undefined;

/** The dashboard's files as `npm run build` left them, by path below its folder; none where it was not built. Read once. */
export function dashboardFiles(): Promise<ReadonlyMap<string, DashboardFile>> {
  loaded ??= load(folderAbove(__dirname));
  return loaded;
}

/** Which compression the client takes; brotli before gzip. */
export function acceptedEncoding(header: string | null): 'br' | 'gzip' | undefined {
  return (['br', 'gzip'] as const).find((coding) => accepts(header, coding));
}

/** The code runs from its sources in tests, from `dist/lib/api` or from one bundled file otherwise: the folder is above in each case. */
function folderAbove(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'dist', 'dashboard');
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

async function load(folder: string | undefined): Promise<ReadonlyMap<string, DashboardFile>> {
  const files = new Map<string, DashboardFile>();
  if (folder === undefined) return files;
  for (const name of await readdir(folder, { recursive: true })) {
    const contentType = CONTENT_TYPES[name.split('.').at(-1) ?? ''];
    if (contentType === undefined) continue;
    const [plain, br, gzip] = await Promise.all([name, `${name}.br`, `${name}.gz`].map((each) => readFile(join(folder, each))));
    if (plain === undefined || br === undefined || gzip === undefined) continue;
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
    files.set(name.replaceAll('\\', '/'), { contentType, etag, plain, br, gzip });
  }
  return files;
}
