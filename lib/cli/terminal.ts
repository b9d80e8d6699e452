/** Where a command speaks: results to standard output, complaints and progress to standard error. */
export interface Terminal {
  say(text: string): void;
  complain(text: string): void;
}

/** The terminal of this process. A reader that went away (`| head`) is no failure of ours. */
export function processTerminal(): Terminal {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    say: (text) => void process.stdout.write(`${text}\n`),
    complain: (text) => void process.stderr.write(`${text}\n`),
  };
}
