// Bundles the `mailflow` command: what answers from files alone becomes one module, since to find and load three hundred takes longer than to
// diagnose a log. What needs more libraries is loaded when it is called, from where tsc has put it.
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

/** What is put into the bundle although it is loaded when it is called. The shipper's verbs tell of its settings, and so need its libraries. */
const BUNDLED = /\/(?:(?:diagnose|explain|rules)-command|(?:local|operator|access|channel|policy|storage)-verbs)\.js$/;

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

const { metafile } = await build({
  entryPoints: {
    start: 'lib/cli/start.ts',
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
  metafile: true,
  plugins: [loadedLater],
  logLevel: 'warning',
});
const stranger = Object.keys(metafile.inputs).find((path) => LIBRARIES.test(path));
if (stranger !== undefined) throw new Error(`Each start of the command would load ${stranger}: import it where it is needed.`);
