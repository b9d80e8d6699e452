import { Command } from 'commander';
import { VERSION } from '../shipper/version.js';
import { addDiagnosisVerbs } from './diagnosis-verbs.js';
import { runProgram } from './run-program.js';
import { processTerminal, type Terminal } from './terminal.js';

/**
 * The `mailflow` command. What a verb needs is loaded when it is called: `diagnose` must answer at once, and needs nothing of the cloud's libraries.
 */
const program = new Command('mailflow')
  .description('Finds out why hybrid Exchange mail does not flow, from the SMTP protocol logs.')
  .version(VERSION)
  .showHelpAfterError('(mailflow --help tells more)');

type AddVerbs = (program: Command, terminal: Terminal) => void;

/** Families of verbs, in the order in which --help lists them. */
const FAMILIES: readonly (() => Promise<AddVerbs>)[] = [
  () => Promise.resolve(addDiagnosisVerbs),
  async () => (await import('./local-verbs.js')).addLocalVerbs,
  async () => (await import('./shipper-verbs.js')).addShipperVerbs,
  async () => (await import('./operator-verbs.js')).addOperatorVerbs,
  async () => (await import('./access-verbs.js')).addAccessVerbs,
  async () => (await import('./channel-verbs.js')).addChannelVerbs,
  async () => (await import('./policy-verbs.js')).addPolicyVerbs,
  async () => (await import('./storage-verbs.js')).addStorageVerbs,
];

void run(process.argv[2]);

/** Families are looked through only until one has the verb that was asked for; help, and a verb that there is not, need all of them. */
async function run(verb: string | undefined): Promise<void> {
  const terminal = processTerminal();
  for (const family of FAMILIES) {
    (await family())(program, terminal);
    if (program.commands.some((command) => command.name() === verb)) break;
  }
  await runProgram(program, terminal);
}
