// Packs the function app into dist/app, which is all that is deployed: one module instead of a thousand, since a cold start reads them all from a
// package that lies on a network drive. What is needed after the first answer only is a module of its own.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const APP = 'dist/app';

/** What is loaded when it is called, by the name under which the code asks for it. */
const LOADED_LATER = { './azure-monitor.js': 'azure-monitor', '@azure/identity': 'identity' };

/** @type {import('esbuild').Plugin} */
const loadedLater = {
  name: 'loaded later',
  setup({ onResolve }) {
    onResolve({ filter: /^(?:\.\/azure-monitor\.js|@azure\/identity)$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${LOADED_LATER[path]}.js`, external: true } : undefined,
    );
  },
};

/** Texts of zod's messages in forty languages, of which Mailflow speaks one: a sixth of the module. @type {import('esbuild').Plugin} */
const oneLanguage = {
  name: 'one language',
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/locales\/index\.c?js$/ }, () => ({ contents: 'export {};' }));
  },
};

await rm(APP, { recursive: true, force: true });
await mkdir(APP, { recursive: true });
await build({
  entryPoints: {
    index: 'functions/index.ts',
    'azure-monitor': 'lib/telemetry/azure-monitor.ts',
    identity: '@azure/identity',
  },
  outdir: APP,
  bundle: true,
  minify: true,
  // Names in stacks are what a quarantined chunk is explained by.
  keepNames: true,
  platform: 'node',
  target: 'node20.12',
  format: 'cjs',
  // Libraries that are ES modules ask where they are; what they find from there is bundled with them.
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  // The Functions host's worker answers this name.
  external: ['@azure/functions-core'],
  plugins: [loadedLater, oneLanguage],
  logLevel: 'error',
});
await cp('host.json', `${APP}/host.json`);
// Where it is looked for: below the module’s own folder, under the name that it has here.
await cp('dist/dashboard', `${APP}/dist/dashboard`, { recursive: true });
await writeFile(`${APP}/package.json`, `${JSON.stringify({ name: 'mailflow-functions', private: true, main: 'index.js' }, null, 2)}\n`);
