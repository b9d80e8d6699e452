import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command, Option } from 'commander';

/** `npm run simulate`: the simulation, for as long as somebody wants. */
const options = new Command('npm run simulate --')
  .description('Simulates worlds of duplicate, late, concurrent and dying deliveries, and compares with one pass over the whole logs.')
  .addOption(new Option('--runs <number>', 'worlds that are simulated in memory; an eighth as many on the emulator').default('800'))
  .addOption(new Option('--minutes <number>', 'how long it may take; not to be done by then is a failure').default('60'))
  .addOption(new Option('--store <store>', 'simulate on this one only').choices(['memory', 'emulator']))
  .addOption(new Option('--seed <seed>', 'of a failure that was printed'))
  .addOption(new Option('--path <path>', 'of a failure that was printed: goes straight to it'))
  .parse()
  .opts<Partial<Record<'runs' | 'minutes' | 'store' | 'seed' | 'path', string>>>();

const settings = {
  RUNS: options.runs,
  SECONDS: String(Number(options.minutes) * 60),
  STORE: options.store,
  SEED: options.seed,
  PATH: options.path,
};
const environment = Object.entries(settings).flatMap(([name, value]) =>
  value === undefined ? [] : [[`MAILFLOW_SIMULATION_${name}`, value]],
);
const jest = spawn(process.execPath, [join(__dirname, '../../node_modules/jest/bin/jest.js'), 'test/simulation', '--verbose'], {
  env: { ...process.env, ...(Object.fromEntries(environment) as Record<string, string>) },
  stdio: 'inherit',
});
jest.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
