import type { Command } from 'commander';
import { SERVER_NAME, TENANT_ID } from '../contract/names.js';
import { checkedBy } from './checked-by.js';
import type { ServeOptions } from './serve-command.js';
import { stopSignal } from './stop-signal.js';
import type { Terminal } from './terminal.js';
import { wholeNumber } from './whole-number.js';

/** The verbs that run Mailflow on this machine. */
export function addLocalVerbs(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .description('run all of Mailflow on this machine: storage emulator, functions, API')
    .option(
      '--port <number>',
      'port of the API',
      wholeNumber(0, 65_535, 'A port is a number from 0 to 65535; 0 takes any that is free.'),
      7071,
    )
    .option('--tenant <id>', 'tenant to onboard', checkedBy(TENANT_ID), 'contoso')
    .option('--server <name>', 'Exchange server to onboard', checkedBy(SERVER_NAME), 'EX01')
    .option('--demo <folder>', 'ship this folder of protocol logs and print what is found')
    .option('--once', 'end after the demo instead of serving on')
    .action(async (options: ServeOptions) => {
      const { serveCommand } = await import('./serve-command.js');
      await serveCommand(options, terminal, stopSignal());
    });

  program
    .command('prepare')
    .description('create container and tables for the functions under func start, and onboard a tenant; by default in the storage emulator')
    .option('--tenant <id>', 'tenant to onboard', checkedBy(TENANT_ID), 'contoso')
    .option('--server <name>', 'Exchange server to onboard', checkedBy(SERVER_NAME), 'EX01')
    .action(async (options: { tenant: string; server: string }) => {
      const { prepareCommand } = await import('./prepare-command.js');
      await prepareCommand(options, terminal);
    });
}
