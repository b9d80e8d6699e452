import type { Command } from 'commander';
import { printable } from './printable.js';
import { EXIT } from './ship/exit-code.js';
import type { Terminal } from './terminal.js';

/** Of these the exit code tells what was found: 1. What goes wrong must not look like it. */
const FINDERS: ReadonlySet<string> = new Set(['diagnose', 'explain', 'probe']);

/** Reads the command line and does what it says. A verb sets the exit code; here is said what goes wrong before it can, or beside it. */
export async function runProgram(program: Command, terminal: Terminal): Promise<void> {
  const verb = process.argv[2] ?? '';
  const wentWrong = FINDERS.has(verb) ? 2 : 1;
  // For a service manager a command line that can't work is no reason to try again.
  const misused = verb === 'ship' ? EXIT.settings : wentWrong;
  for (const command of [program, ...program.commands]) {
    command.exitOverride(({ exitCode }) => {
      process.exit(exitCode === 0 ? 0 : misused);
    });
  }
  try {
    await program.parseAsync();
  } catch (error) {
    terminal.complain(`mailflow: ${printable(error instanceof Error ? error.message : String(error))}`);
    process.exitCode = wentWrong;
  }
}
