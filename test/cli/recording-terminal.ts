import { PLAIN, type Style } from '../../lib/cli/style.js';
import type { Terminal } from '../../lib/cli/terminal.js';

/** A terminal that keeps what it was told. */
export function recordingTerminal(
  style: Style = PLAIN,
): Terminal & { readonly said: string[]; readonly complained: string[]; readonly shown: string[] } {
  const said: string[] = [];
  const complained: string[] = [];
  const shown: string[] = [];
  return {
    style,
    said,
    complained,
    shown,
    say: (text) => void said.push(text),
    complain: (text) => void complained.push(text),
    progress: (text) => void shown.push(text),
  };
}
