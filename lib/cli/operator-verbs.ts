import type { Command } from 'commander';
import { TENANT_ID } from '../contract/names.js';
import { apiAddress, queryToken } from './api-options.js';
import type { CanaryOptions } from './canary-command.js';
import { checkedBy } from './checked-by.js';
import type { ReplayOptions } from './replay-command.js';
import type { RediagnoseOptions } from './rediagnose-command.js';
import type { Terminal } from './terminal.js';
import { wholeNumber } from './whole-number.js';

/** The verbs by which an operator has logs read again. They ask the API, wherever it runs. */
export function addOperatorVerbs(program: Command, terminal: Terminal): void {
  program
    .command('replay')
    .description('have chunks in quarantine read again, once the cause is mended; without ids it lists them')
    .argument('[id...]', 'chunks, as the list names them')
    .option('--all', 'every chunk in quarantine')
    .addOption(apiAddress())
    .requiredOption('--tenant <id>', 'whose chunks', checkedBy(TENANT_ID))
    .addOption(queryToken('an operator’s'))
    .addHelpText('after', '\nExit code: 0 nothing is left of those asked for, 1 something still cannot be read.')
    .action(async (ids: string[], options: ReplayOptions) => {
      const { replayCommand } = await import('./replay-command.js');
      process.exitCode = await replayCommand(ids, options, terminal);
    });

  program
    .command('rediagnose')
    .description(
      'have today’s rules run over logs that were read before; without a time range it lists what was, with an id it follows one',
    )
    .argument('[id]', 'a re-diagnosis to follow')
    .option('--since <moment>', 'logs from here on, such as 2026-11-24 or 2026-11-24T05:00:00Z (UTC)')
    .option('--until <moment>', '… to before this')
    .option('--server <name>', 'of one server; otherwise of all')
    .option('--detach', 'do not wait for the end')
    .addOption(apiAddress())
    .requiredOption('--tenant <id>', 'whose logs', checkedBy(TENANT_ID))
    .addOption(queryToken('an operator’s'))
    .addHelpText('after', '\nExit code: 0 all was read again, 1 something was not.')
    .action(async (id: string | undefined, options: RediagnoseOptions) => {
      const { rediagnoseCommand } = await import('./rediagnose-command.js');
      process.exitCode = await rediagnoseCommand(id, options, terminal);
    });

  program
    .command('canary')
    .description('send a known log the whole way and wait for its finding, to see that an installation works')
    .addOption(apiAddress())
    .option('--tenant <id>', 'the tenant whose log it is; it is made if it is not there', checkedBy(TENANT_ID), 'mailflow-canary')
    .option('--within <seconds>', 'how long to wait', wholeNumber(1, 3_600, 'From 1 to 3600 seconds.'), 300)
    .addOption(queryToken('an administrator’s'))
    .addHelpText('after', '\nExit code: 0 the finding is there, 1 it is not.')
    .action(async (options: CanaryOptions) => {
      const { canaryCommand } = await import('./canary-command.js');
      process.exitCode = await canaryCommand(options, terminal);
    });
}
