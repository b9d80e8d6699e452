import { Option, type Command } from 'commander';
import { TENANT_ID } from '../contract/names.js';
import type { AskOptions } from './access-commands.js';
import { asking } from './access-verbs.js';
import { checkedBy } from './checked-by.js';
import type { Terminal } from './terminal.js';

/** The verbs by which an MSP says where notifications go. */
export function addChannelVerbs(program: Command, terminal: Terminal): void {
  const load = () => import('./channel-commands.js');
  const channel = program.command('channel').description('add, list, test and delete channels: where notifications go');
  asking(channel.command('add').description('add a channel; its secret is shown once').argument('<name>', 'as people call it'))
    .addOption(
      new Option('--format <format>', 'what the other end understands')
        .choices(['teams', 'slack', 'ticket', 'generic'])
        .makeOptionMandatory(),
    )
    .requiredOption('--url <url>', 'where it is sent to: https://…')
    .option('--tenant <id>', 'whose it is; otherwise it takes what concerns any tenant', checkedBy(TENANT_ID))
    .action(async (name: string, options: AskOptions & { format: string; url: string; tenant?: string }) =>
      (await load()).addChannelCommand(name, options, terminal),
    );
  asking(channel.command('list').description('list the channels that the token may see')).action(async (options: AskOptions) =>
    (await load()).listChannelsCommand(options, terminal),
  );
  asking(channel.command('test').description('send a test at once').argument('<id>', 'as the list names it'))
    .addHelpText('after', '\nExit code: 0 it has arrived, 1 it has not.')
    .action(async (id: string, options: AskOptions) => {
      process.exitCode = (await (await load()).testChannelCommand(id, options, terminal)) ? 0 : 1;
    });
  asking(
    channel
      .command('delete')
      .description('delete a channel, with all that was sent there and is to be')
      .argument('<id>', 'as the list names it'),
  ).action(async (id: string, options: AskOptions) => (await load()).deleteChannelCommand(id, options, terminal));
}
