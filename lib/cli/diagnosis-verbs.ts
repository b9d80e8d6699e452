import type { Command } from 'commander';
import type { DiagnoseOptions } from './diagnose/diagnose-command.js';
import { repeated } from './repeated.js';
import type { Terminal } from './terminal.js';
import { wholeNumber } from './whole-number.js';

/** The verbs that answer from files alone, with no cloud. */
export function addDiagnosisVerbs(program: Command, terminal: Terminal): void {
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
    .option(
      '--workers <number>',
      'threads to read with; by default as many as there are processors, for large logs',
      wholeNumber(1, 64, 'A number of threads is from 1 to 64.'),
    )
    .addHelpText('after', '\nExit code: 0 healthy, 1 findings, 2 something could not be read.')
    .action(async (paths: string[], options: DiagnoseOptions) => {
      const { diagnoseCommand } = await import('./diagnose/diagnose-command.js');
      process.exitCode = await diagnoseCommand(paths, options, terminal);
    });

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
}
