import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { findBicep, runBicep } from './bicep-cli.js';
import { DIGESTS, digests, SNAPSHOTS, TEMPLATES } from './compiled.js';

/**
 * Checks the templates with Bicep’s own linter and formatter and compiles them; with `--check` nothing is written, and it fails where what lies here is
 * not what they compile to.
 */
function main(isCheck: boolean): void {
  Object.assign(process.env, { AZURE_ENV_NAME: 'production', AZURE_LOCATION: 'westeurope' });
  const bicep = findBicep();
  for (const path of bicepFiles()) keep(path, runBicep(bicep, 'format', path, '--stdout'), isCheck, 'is not formatted');
  for (const name of TEMPLATES) {
    runBicep(bicep, 'lint', `${name}.bicep`);
    keep(`${name}.json`, compiled(runBicep(bicep, 'build', `${name}.bicep`, '--stdout')), isCheck, 'is stale');
  }
  // Its values come from the environment, so it is only seen whether they fit.
  runBicep(bicep, 'build-params', 'infra/main.bicepparam', '--stdout');
  for (const name of SNAPSHOTS) {
    const scope = name.endsWith('/events') ? ['--resource-group', 'rg-mailflow-production'] : ['--location', 'westeurope'];
    runBicep(bicep, 'snapshot', `${name}.bicepparam`, '--mode', isCheck ? 'validate' : 'overwrite', ...SUBSCRIPTION, ...scope);
  }
  if (!isCheck) for (const name of SNAPSHOTS) sortOutputs(`${name}.snapshot.json`);
  if (!isCheck) writeFileSync(DIGESTS, digests());
  process.stdout.write(`${runBicep(bicep, '--version').trim()}: ${TEMPLATES.join(' and ')} ${isCheck ? 'are' : 'were'} compiled.\n`);
}

/** Names are hashes of these. */
const SUBSCRIPTION = [
  ...['--subscription-id', '00000000-0000-0000-0000-000000000001'],
  ...['--tenant-id', '00000000-0000-0000-0000-000000000002'],
];

function bicepFiles(): readonly string[] {
  const below = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`);
  return [...below('infra'), ...below('test/infra')].filter((path) => /\.bicep(?:param)?$/.test(path));
}

/** Bicep gives them in another order each time. */
function sortOutputs(path: string): void {
  const { outputs, ...snapshot } = JSON.parse(readFileSync(path, 'utf8')) as { readonly outputs: Readonly<Record<string, unknown>> };
  const sorted = Object.fromEntries(Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify({ ...snapshot, outputs: sorted }, null, 2)}\n`);
}

/** Without what names the compiler: another version may compile alike. */
function compiled(template: string): string {
  const json = JSON.stringify(
    JSON.parse(template, (key, value: unknown) => (key === '_generator' ? undefined : value)),
    null,
    2,
  );
  return `${json}\n`;
}

function keep(path: string, text: string, isCheck: boolean, complaint: string): void {
  if (isCheck && readFileSync(path, 'utf8') !== text) throw new Error(`${path} ${complaint}: “npm run infra” makes it anew.`);
  if (!isCheck) writeFileSync(path, text);
}

main(process.argv.includes('--check'));
