import { Command } from 'commander';
import { VERSION } from '../shipper/version.js';
import { runProgram } from './run-program.js';
import { addShipperVerbs } from './shipper-verbs.js';
import { processTerminal } from './terminal.js';

/** The packaged executable: what of the `mailflow` command runs on an Exchange server, and nothing else. */
// Files are read one after the other: more threads would only hold memory.
process.env['UV_THREADPOOL_SIZE'] ??= '2';

const terminal = processTerminal();

const program = new Command('mailflow')
  .description('Ships Exchange’s SMTP protocol logs to Mailflow, and calls mail servers as this server would.')
  .version(VERSION)
  .showHelpAfterError('(mailflow --help tells more)');

addShipperVerbs(program, terminal);
void runProgram(program, terminal);
