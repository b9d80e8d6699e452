import { Option, type Command } from 'commander';
import { SERVER_NAME, TENANT_ID } from '../contract/names.js';
import { TOKEN_DAYS } from '../contract/token-days.js';
import { apiAddress, queryToken } from './api-options.js';
import type * as commands from './access-commands.js';
import { checkedBy } from './checked-by.js';
import type { Terminal } from './terminal.js';
import { wholeNumber } from './whole-number.js';

type Options<Action extends (...asked: never) => unknown> =
  Parameters<Action> extends [...unknown[], infer Given, Terminal] ? Given : never;

type Commands = typeof commands;

/** The verbs of everyday work over the API: tenants, tokens, what fails, and a session whole. */
export function addAccessVerbs(program: Command, terminal: Terminal): void {
  const load = () => import('./access-commands.js');

  const tenant = program.command('tenant').description('add and list tenants, and enroll their servers');
  asking(tenant.command('add').description('add a tenant').argument('<id>', 'such as contoso', checkedBy(TENANT_ID)))
    .option('--name <name>', 'as people call it; otherwise the id')
    .option('--tag <tag...>', 'words by which it is grouped, such as tier:gold')
    .action(async (id: string, options: Options<Commands['addTenantCommand']>) => (await load()).addTenantCommand(id, options, terminal));
  asking(tenant.command('list').description('list the tenants that the token may see'))
    .option('--tag <tag>', 'those with this tag')
    .action(async (options: Options<Commands['listTenantsCommand']>) => (await load()).listTenantsCommand(options, terminal));
  asking(
    tenant
      .command('enroll')
      .description('make a code with which one server gets its token')
      .argument('<id>', 'the tenant', checkedBy(TENANT_ID)),
  ).action(async (id: string, options: Options<Commands['enrollTenantCommand']>) =>
    (await load()).enrollTenantCommand(id, options, terminal),
  );

  asking(program.command('findings').description('list what fails, of one tenant or of all that the token may see'))
    .option('--tenant <id>', 'of this one', checkedBy(TENANT_ID))
    .option('--state <states>', 'such as open,acknowledged')
    .option('--severity <severities>', 'such as blocker,degraded')
    .action(async (options: Options<Commands['findingsCommand']>) => (await load()).findingsCommand(options, terminal));

  asking(program.command('session').description('print a failed session whole').argument('<id>', 'as a finding’s samples name it'))
    .requiredOption('--tenant <id>', 'whose session', checkedBy(TENANT_ID))
    .action(async (id: string, options: Options<Commands['sessionCommand']>) => (await load()).sessionCommand(id, options, terminal));

  const token = program.command('token').description('make, list and revoke tokens');
  asking(token.command('create').description('make a token; it is shown once'))
    .addOption(new Option('--role <role>', 'what it allows').choices(['reader', 'operator', 'admin', 'shipper']).makeOptionMandatory())
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--for <tenant...>', 'for which tenants; “*” for all')
    .option('--server <name>', 'of a shipper: its server', checkedBy(SERVER_NAME))
    .option('--days <number>', 'after how many days it ends', wholeNumber(1, TOKEN_DAYS.most, `From 1 to ${TOKEN_DAYS.most} days.`))
    .action(async ({ for: tenants, ...options }: Omit<Options<Commands['createTokenCommand']>, 'tenant'> & { for: string[] }) =>
      (await load()).createTokenCommand({ ...options, tenant: tenants }, terminal),
    );
  asking(token.command('list').description('list query tokens, or those of a tenant’s shippers'))
    .option('--tenant <id>', 'whose shippers’', checkedBy(TENANT_ID))
    .action(async (options: Options<Commands['listTokensCommand']>) => (await load()).listTokensCommand(options, terminal));
  asking(token.command('revoke').description('end a token at once').argument('<id>', 'what stands in it before the secret')).action(
    async (id: string, options: Options<Commands['revokeTokenCommand']>) => (await load()).revokeTokenCommand(id, options, terminal),
  );
  token
    .command('bootstrap')
    .description('make the first administrator’s token of an installation in Azure, and the setting that makes it valid; asks nobody')
    .option('--json', 'print as JSON')
    .action(async (options: { json?: boolean }) => {
      const { bootstrapTokenCommand } = await import('./bootstrap-token-command.js');
      bootstrapTokenCommand(options, terminal);
    });
}

/** What every verb that asks the API takes. */
export function asking(command: Command): Command {
  return command.addOption(apiAddress()).addOption(queryToken()).option('--json', 'print as JSON');
}
