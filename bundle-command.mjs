// Bundles the `mailflow` command: what answers from files alone becomes one module, since to find and load three hundred takes longer than to
// diagnose a log. What needs more libraries is loaded when it is called, from where tsc has put it.
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

const LOADED_LATER = /(?:-command|\/read-inventory|\/rule-illustration)\.js$/;
const BUNDLED = /\/(?:diagnose|explain|rules)-command\.js$/;

/** @type {import('esbuild').Plugin} */
const loadedLater = {
  name: 'loaded later',
  setup({ onResolve }) {
    onResolve({ filter: LOADED_LATER }, ({ path, resolveDir }) =>
      BUNDLED.test(path) ? undefined : { path: `./${relative('.', resolve(resolveDir, path)).replaceAll('\\', '/')}`, external: true },
    );
  },
};

await build({
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
  plugins: [loadedLater],
  logLevel: 'warning',
});
