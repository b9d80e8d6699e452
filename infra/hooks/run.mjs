import { spawnSync } from 'node:child_process';

/** Says why the hook ends, in one line, and ends it. @returns {never} */
export function giveUp(why) {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

/** On Windows az, azd and npm are scripts, which only a shell runs, and it wants quotes; no argument comes from outside. */
const ON_WINDOWS = process.platform === 'win32';

/** Runs a tool to its end. @returns whether it succeeded, and what it printed. */
export function run(tool, args, { quiet = false } = {}) {
  const { status, stdout, error } = spawnSync(tool, ON_WINDOWS ? args.map((arg) => `"${arg}"`) : args, {
    encoding: 'utf8',
    shell: ON_WINDOWS,
    stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'],
  });
  if (error?.code === 'ENOENT') giveUp(`“${tool}” is missing. docs/operations.md lists what a deployment needs.`);
  return { isDone: status === 0, text: (stdout ?? '').trim() };
}

/** A setting that azd knows. */
export function known(name) {
  const value = process.env[name];
  if (value === undefined || value === '') giveUp(`${name} is not set: run this by “azd hooks run …”, which brings azd’s environment.`);
  return value;
}
