import type { Command } from 'commander';
import { TENANT_ID } from '../contract/names.js';
import type { CopyTablesOptions } from './copy-tables-command.js';
import { checkedBy } from './checked-by.js';
import type { Terminal } from './terminal.js';

/** The verbs of whoever runs the storage accounts: docs/operations.md and docs/limits.md tell when they are needed. */
export function addStorageVerbs(program: Command, terminal: Terminal): void {
  program
    .command('shards')
    .description('say in which slot tenants are, and which storage account has it')
    .argument('<tenant...>', 'tenants', checkedEachBy(TENANT_ID))
    .option('--map <json>', 'the slots of each account, such as \'["0-127","128-255"]\'; by default MAILFLOW_SHARDS, else one account')
    .action(async (tenants: string[], options: { map?: string }) => {
      const { shardsCommand } = await import('./shards-command.js');
      shardsCommand(tenants, options, terminal);
    });

  program
    .command('copy-tables')
    .description('copy what is in the tables of one storage account to another, as whoever has signed in with “az login”')
    .requiredOption('--from <address>', 'such as https://mfresultsabc0.table.core.windows.net')
    .requiredOption('--to <address>', 'likewise; rows that are there already are replaced, none is deleted')
    .option('--tenant <id...>', 'only what these have in tables of their own')
    .addHelpText(
      'after',
      '\nWhoever copies needs the role Storage Table Data Contributor on both accounts. Run again, it brings what has come meanwhile.',
    )
    .action(async (options: CopyTablesOptions) => {
      const { copyTablesCommand } = await import('./copy-tables-command.js');
      await copyTablesCommand(options, terminal);
    });
}

/** Checks one of several words, and gathers them. */
function checkedEachBy(rule: Parameters<typeof checkedBy>[0]): (word: string, before?: readonly string[]) => readonly string[] {
  const check = checkedBy(rule);
  return (word, before = []) => [...before, check(word)];
}
