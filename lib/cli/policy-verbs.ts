import type { Command } from 'commander';
import type { AskOptions } from './access-commands.js';
import { asking } from './access-verbs.js';
import type { PolicyOptions } from './policy-commands.js';
import type { Terminal } from './terminal.js';
import { wholeNumber } from './whole-number.js';

/** As long as the API remembers what has changed. */
const MAX_DAYS = 30;

/** The verbs by which an MSP says which changes go to which channels. */
export function addPolicyVerbs(program: Command, terminal: Terminal): void {
  const load = () => import('./policy-commands.js');
  const policy = program.command('policy').description('save, list, try and delete policies: which changes go to which channels');
  asking(policy.command('save').description('make a policy, or put another in its place').argument('<id>', 'such as blockers'))
    .requiredOption('--channel <id...>', 'who is told, as `channel list` names them')
    .option('--name <name>', 'as people call it; otherwise the id')
    .option('--tenant <id...>', 'of these alone; otherwise of all, also those that are yet to come')
    .option('--tag <tag...>', 'only tenants that bear one of these')
    .option('--rule <rule...>', 'only these rules and watches; “tls-*” is all that begin so')
    .option('--severity <severity...>', 'only blocker, degraded, per-message, security, info')
    .option('--change <change...>', 'only opened, reopened, raised, recovered')
    .option('--fallback', 'it takes only what no other policy takes')
    .option('--disabled', 'it rests; a dry run tells what it would do')
    .action(async (id: string, options: PolicyOptions) => (await load()).savePolicyCommand(id, options, terminal));
  asking(policy.command('list').description('list the policies that the token may see')).action(async (options: AskOptions) =>
    (await load()).listPoliciesCommand(options, terminal),
  );
  asking(
    policy
      .command('dry-run')
      .description('what would have been told in the last days; nothing is sent')
      .argument('[id]', 'by this one; otherwise by all'),
  )
    .option('--days <number>', 'how many days back, at most 30; otherwise 7', wholeNumber(1, MAX_DAYS, `From 1 to ${MAX_DAYS} days.`))
    .action(async (id: string | undefined, options: AskOptions & { days?: number }) =>
      (await load()).tryPolicyCommand(id, options, terminal),
    );
  asking(policy.command('delete').description('delete a policy').argument('<id>', 'as the list names it')).action(
    async (id: string, options: AskOptions) => (await load()).deletePolicyCommand(id, options, terminal),
  );
}
