// Bundles the `mailflow` command: what answers from files alone becomes one module, since to find and load three hundred takes longer than to
// diagnose a log. What needs more libraries is loaded when it is called, from where tsc has put it. What V8 makes of the module is kept beside it.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { inAscii } from './packaging/in-ascii.mjs';

/** What is put into the bundle although it is loaded when it is called. The shipper's verbs tell of its settings, and so need its libraries. */
const BUNDLED = /\/(?:(?:diagnose|explain|rules)-command|worker-pool|(?:local|operator|access|channel|policy|storage)-verbs)\.js$/;

/** What the bundle may not hold: the command line itself is all that needs a library at once. */
const LIBRARIES = /^node_modules\/(?!commander\/)/;

/** @type {import('esbuild').Plugin} */
const loadedLater = {
  name: 'loaded later',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) =>
      kind !== 'dynamic-import' || BUNDLED.test(path)
        ? undefined
        : { path: `./${relative('.', resolve(resolveDir, path)).replaceAll('\\', '/')}`, external: true },
    );
  },
};

/** @type {import('esbuild').Plugin} */
const ascii = {
  name: 'ascii',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({ contents: inAscii(await readFile(path, 'utf8')), loader: 'ts' }));
  },
};

const { metafile } = await build({
  entryPoints: {
    start: 'lib/cli/start.ts',
    'keep-compiled': 'lib/cli/keep-compiled.ts',
    mailflow: 'lib/cli/mailflow.ts',
    'segment-worker': 'lib/cli/diagnose/segment-worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.12',
  format: 'cjs',
  sourcemap: true,
  minifyWhitespace: true,
  minifySyntax: true,
  // The bundle is no module of Node.js: what it loads, it loads by the function that it is given.
  supported: { 'dynamic-import': false },
  banner: { js: `//${randomUUID().replaceAll('-', '')}` },
  metafile: true,
  plugins: [loadedLater, ascii],
  logLevel: 'warning',
});
const stranger = Object.keys(metafile.inputs).find((path) => LIBRARIES.test(path));
if (stranger !== undefined) throw new Error(`Each start of the command would load ${stranger}: import it where it is needed.`);

await rm('dist/.compiled', { recursive: true, force: true });
const { status, stderr } = spawnSync(process.execPath, ['dist/keep-compiled.js', 'diagnose', 'test/fixtures/seed'], { encoding: 'utf8' });
if (status !== 1) throw new Error(`The command found nothing in the seed’s log (${status}): ${stderr}`);
