// Makes the shipper's executables: one file for each system, in which Node.js and the program are together, and beside it what installs it.
//   npm run package                       all systems
//   npm run package -- linux-x64          one of them
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, transform } from 'esbuild';
import { inject } from 'postject';
import { billOfMaterials, bundledPackages, licenses } from './bill-of-materials.mjs';
import { inAscii } from './in-ascii.mjs';
import { inPieces } from './in-pieces.mjs';
import { pages } from './pages.mjs';
import { fetchRuntime, RUNTIMES } from './runtimes.mjs';
import { unsigned } from './unsigned.mjs';

const run = promisify(execFile);

const CACHE = 'node_modules/.cache/mailflow-runtimes';
const RELEASE = 'release';
const TARGET = 'node22';
/** Marks the place in Node.js where the blob's presence is noted. @see https://nodejs.org/api/single-executable-applications.html */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
/** Nothing of the cloud side may come with it. */
const FORBIDDEN = /^node_modules\/@azure\/|^lib\/(?:store|tenants|ingest|api|upkeep|host|services)\b/;

/**
 * How V8 keeps to little memory: a small nursery, a heap that grows slowly, no threads of its own, and no compiler, whose code alone takes
 * megabytes. Most of the shipper's work is done by zlib and the file system, so it costs next to no time (measured with npm run bench -- --shipper).
 */
const V8_FLAGS = [
  '--max-semi-space-size=1',
  '--heap-growing-percent=20',
  '--single-threaded',
  '--no-opt',
  '--no-sparkplug',
  '--optimize-for-size',
  '--no-short-builtin-calls',
  '--expose-gc',
];

/** The authorities of this machine beside the public ones: firewalls that open TLS have theirs there. lib/shipper/wire.ts knows of it. */
const TRUST_OF_THE_MACHINE = '--use-system-ca';

/** zod's messages in forty languages, of which the shipper speaks one. @type {import('esbuild').Plugin} */
const oneLanguage = {
  name: 'one language',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.c?js$/ }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/**
 * Each module in a function of its own, which is compiled when it is first needed. Put together into one, as esbuild does with modules by itself, the program
 * took megabytes more while it was compiled, which the process never gave back.
 *
 * @type {import('esbuild').Plugin}
 */
const apart = {
  name: 'apart',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'ts', format: 'cjs', target: TARGET });
      return { contents: code, loader: 'js' };
    });
  },
};

const TARGETS = {
  'linux-x64': { executable: 'mailflow', beside: ['infra/linux'] },
  'windows-x64': { executable: 'mailflow.exe', beside: ['infra/windows'] },
};

const { version } = JSON.parse(await readFile('package.json', 'utf8'));
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in TARGETS));
if (unknown !== undefined) throw new Error(`There is no “${unknown}”; there are ${Object.keys(TARGETS).join(' and ')}.`);

const { metafile } = await build({
  entryPoints: ['lib/cli/shipper.ts'],
  outfile: join(RELEASE, 'work', 'shipper.cjs'),
  bundle: true,
  platform: 'node',
  target: TARGET,
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  plugins: [oneLanguage, apart],
  logLevel: 'warning',
});
const stranger = Object.keys(metafile.inputs).find((path) => FORBIDDEN.test(path));
if (stranger !== undefined) throw new Error(`The shipper would carry ${stranger}, which belongs to the cloud side.`);

const program = join(RELEASE, 'work', 'shipper.cjs');
await writeFile(program, inAscii(await readFile(program, 'utf8')));

const packages = await bundledPackages(metafile);
const maker = await fetchRuntime(RUNTIMES['linux-x64'], CACHE);
const blob = await makeBlob(join(maker, RUNTIMES['linux-x64'].binary));
const licenseText = await licenses(packages, await readFile(join(maker, 'LICENSE'), 'utf8'));
for (const name of wanted.length > 0 ? wanted : Object.keys(TARGETS)) await packageFor(name);
await rm(join(RELEASE, 'work'), { recursive: true });

/** The program as Node.js wants it. Neither code cache nor snapshot: they would be of the system that made them. */
async function makeBlob(node) {
  const work = join(RELEASE, 'work');
  const [config, output] = [join(work, 'sea.json'), join(work, 'shipper.blob')];
  await writeFile(
    config,
    JSON.stringify({
      main: join(work, 'shipper.cjs'),
      output,
      execArgv: [...V8_FLAGS, TRUST_OF_THE_MACHINE],
      disableExperimentalSEAWarning: true,
    }),
  );
  await run(node, ['--experimental-sea-config', config]);
  return readFile(output);
}

async function packageFor(name) {
  const { executable, beside } = TARGETS[name];
  const runtime = RUNTIMES[name];
  const folder = join(RELEASE, `mailflow-shipper-${version}-${name}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });

  const path = join(folder, executable);
  const node = await readFile(join(await fetchRuntime(runtime, CACHE), runtime.binary));
  await writeFile(path, name.startsWith('windows') ? unsigned(node) : node);
  await inject(path, 'NODE_SEA_BLOB', blob, { sentinelFuse: FUSE });
  if (name.startsWith('linux')) await writeFile(path, inPieces(await readFile(path)));
  await chmod(path, 0o755);

  for (const source of beside) {
    for (const file of await readdir(source)) {
      if ((await stat(join(source, file))).isFile()) await copyFile(join(source, file), join(folder, file));
    }
  }
  for (const [page, text] of Object.entries(await pages('docs'))) await writeFile(join(folder, page), text);
  await copyFile('LICENSE', join(folder, 'LICENSE'));
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), licenseText);
  await writeFile(join(folder, 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials({ version, packages, runtime }), undefined, 2)}\n`);
  await writeFile(join(folder, 'SHA256SUMS'), await checksums(folder));
  process.stdout.write(`${folder}\n`);
}

/** As `sha256sum --check` and `Get-FileHash` want them. */
async function checksums(folder) {
  const lines = [];
  for (const file of (await readdir(folder)).sort()) {
    lines.push(
      `${createHash('sha256')
        .update(await readFile(join(folder, file)))
        .digest('hex')}  ${file}\n`,
    );
  }
  return lines.join('');
}
