import { styleFor, type Style } from './style.js';

/** Where a command speaks: results to standard output, complaints and progress to standard error. */
export interface Terminal {
  readonly style: Style;
  say(text: string): void;
  complain(text: string): void;
  /** One line that is overwritten by the next and gone at the end: only for a person who watches. */
  progress(text: string): void;
}

/** The terminal of this process. A reader that went away (`| head`) is no failure of ours. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  let shown = 0;
  const progress = (text: string) => {
    if (!stderr.isTTY) return;
    stderr.write(`\r${text.padEnd(shown)}${text === '' ? '\r' : ''}`);
    shown = text.length;
  };
  return {
    style: styleFor(stdout, process.env),
    say: (text) => {
      progress('');
      stdout.write(`${text}\n`);
    },
    complain: (text) => {
      progress('');
      stderr.write(`${text}\n`);
    },
    progress,
  };
}
