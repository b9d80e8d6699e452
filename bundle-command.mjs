// Bundles the `mailflow` command: what answers from files alone becomes one module, since to find and load three hundred takes longer than to
// diagnose a log. What needs more libraries is loaded when it is called, from where tsc has put it.
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

const LOADED_LATER = /\/(?:serve-command|ship-command|prepare-command|bootstrap-token-command|read-inventory)\.js$/;

/** @type {import('esbuild').Plugin} */
const loadedLater = {
  name: 'loaded later',
  setup({ onResolve }) {
    onResolve({ filter: LOADED_LATER }, ({ path, resolveDir }) => ({
      path: `./${relative('.', resolve(resolveDir, path)).replaceAll('\\', '/')}`,
      external: true,
    }));
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
  plugins: [loadedLater],
  logLevel: 'warning',
});
