import type { Command } from 'commander';
import { printable } from './printable.js';
import { EXIT } from './ship/exit-code.js';
import type { Terminal } from './terminal.js';

/** Of these the exit code tells what was found: 1. What goes wrong must not look like it. */
const FINDERS: ReadonlySet<string> = new Set(['diagnose', 'explain', 'probe']);

/** Reads the command line and does what it says. A verb sets the exit code; here is said what goes wrong before it can, or beside it. */
export async function runProgram(program: Command, terminal: Terminal): Promise<void> {
  const wentWrong = FINDERS.has(process.argv[2] ?? '') ? 2 : 1;
  for (const command of withCommandsBelow(program)) {
    command.exitOverride(({ exitCode }) => {
      // A command line that can't work, whatever the verb: no finding, and for a service manager no reason to try again.
      process.exit(exitCode === 0 ? 0 : EXIT.settings);
    });
  }
  try {
    await program.parseAsync();
  } catch (error) {
    terminal.complain(`mailflow: ${printable(error instanceof Error ? error.message : String(error))}`);
    process.exitCode = wentWrong;
  }
}

function withCommandsBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withCommandsBelow)];
}
