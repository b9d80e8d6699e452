// Bundles the dashboard for browsers into dist/dashboard: one page, and assets whose names change with their content, each also compressed.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const folder = 'dist/dashboard';
await rm(folder, { recursive: true, force: true });
await mkdir(join(folder, 'assets'), { recursive: true });

const { metafile } = await build({
  entryPoints: { dashboard: 'lib/dashboard/main.tsx' },
  outdir: join(folder, 'assets'),
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome111', 'firefox113', 'safari16.4'],
  minify: true,
  metafile: true,
  logLevel: 'warning',
});

const [[script, { cssBundle }]] = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint === 'lib/dashboard/main.tsx');
const address = (path) => path.replace(`${folder}/`, '/');
const page = await readFile('lib/dashboard/page.html', 'utf8');
await writeFile(join(folder, 'page.html'), page.replace('{{script}}', address(script)).replace('{{style}}', address(cssBundle)));

for (const name of await readdir(folder, { recursive: true })) {
  if (!/\.(?:js|css|html)$/.test(name)) continue;
  const bytes = await readFile(join(folder, name));
  await writeFile(join(folder, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  await writeFile(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}
