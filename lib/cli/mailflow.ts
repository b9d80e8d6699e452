import { Command, InvalidArgumentError } from 'commander';
import { SERVER_NAME, TENANT_ID } from '../contract/names.js';
import { addAccessVerbs } from './access-verbs.js';
import { addChannelVerbs } from './channel-verbs.js';
import { VERSION } from '../shipper/version.js';
import { checkedBy } from './checked-by.js';
import { addOperatorVerbs } from './operator-verbs.js';
import { addPolicyVerbs } from './policy-verbs.js';
import { repeated } from './repeated.js';
import { runProgram } from './run-program.js';
import { addShipperVerbs } from './shipper-verbs.js';
import { addStorageVerbs } from './storage-verbs.js';
import { stopSignal } from './stop-signal.js';
import { processTerminal } from './terminal.js';

/**
 * The `mailflow` command. Each verb is loaded when it is called: `diagnose` must answer at once, and needs nothing of the cloud's libraries.
 */
const terminal = processTerminal();

const program = new Command('mailflow')
  .description('Finds out why hybrid Exchange mail does not flow, from the SMTP protocol logs.')
  .version(VERSION)
  .showHelpAfterError('(mailflow --help tells more)');

program
  .command('diagnose')
  .description('read protocol logs and print what is wrong, why, and how to mend it; no cloud needed')
  .argument('<path...>', 'files (also .gz) or folders of protocol logs; - reads an excerpt from standard input')
  .option('--json', 'print the diagnosis as JSON')
  .option('--server <name>', 'the Exchange server that wrote the logs; send logs do not name it')
  .option(
    '--inventory <path>',
    'an export of the server’s certificates, connectors, queues … (a JSON file, or a folder of them) to settle causes with; may be repeated',
    repeated,
  )
  .option('--verbose', 'print one session of each finding whole')
  .option('--workers <number>', 'threads to read with; by default as many as there are processors, for large logs', parseCount)
  .addHelpText('after', '\nExit code: 0 healthy, 1 findings, 2 something could not be read.')
  .action(
    async (
      paths: string[],
      options: { json?: boolean; server?: string; verbose?: boolean; workers?: number; inventory?: readonly string[] },
    ) => {
      const { diagnoseCommand } = await import('./diagnose/diagnose-command.js');
      process.exitCode = await diagnoseCommand(paths, options, terminal);
    },
  );

program
  .command('explain')
  .description('say what an error text means: a queue’s LastError, a non-delivery report, a message trace, or some log lines')
  .argument('<text...>', 'the text, in quotes; - reads it from standard input')
  .option('--json', 'print the explanation as JSON')
  .addHelpText('after', '\nExit code: 0 explained, 1 not known, 2 nothing to read.')
  .action(async (words: string[], options: { json?: boolean }) => {
    const { explainCommand } = await import('./explain-command.js');
    process.exitCode = await explainCommand(words, options, terminal);
  });

program
  .command('rules')
  .description('list the failures that Mailflow knows, or tell about one')
  .argument('[id]', 'a rule, such as tls-unknown-credentials')
  .option('--json', 'print as JSON')
  .action(async (id: string | undefined, options: { json?: boolean }) => {
    const { rulesCommand } = await import('./rules-command.js');
    process.exitCode = await rulesCommand(id, options, terminal);
  });

program
  .command('serve')
  .description('run all of Mailflow on this machine: storage emulator, functions, API')
  .option('--port <number>', 'port of the API', parsePort, 7071)
  .option('--tenant <id>', 'tenant to onboard', checkedBy(TENANT_ID), 'contoso')
  .option('--server <name>', 'Exchange server to onboard', checkedBy(SERVER_NAME), 'EX01')
  .option('--demo <folder>', 'ship this folder of protocol logs and print what is found')
  .option('--once', 'end after the demo instead of serving on')
  .action(async (options: { port: number; tenant: string; server: string; demo?: string; once?: boolean }) => {
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

addShipperVerbs(program, terminal);
addOperatorVerbs(program, terminal);
addAccessVerbs(program, terminal);
addChannelVerbs(program, terminal);
addPolicyVerbs(program, terminal);
addStorageVerbs(program, terminal);

void runProgram(program, terminal);

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 64) throw new InvalidArgumentError('A number of threads is from 1 to 64.');
  return count;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535; 0 takes any that is free.');
  return port;
}
