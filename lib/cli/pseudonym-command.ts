import { readPseudonyms } from '../shipper/pseudonym-key.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

/** `mailflow pseudonym`: for whoever asks on this server what became of somebody's mail. @throws UnusableKey */
export async function pseudonymCommand(
  names: readonly string[],
  { pseudonymKey }: { readonly pseudonymKey: string },
  terminal: Terminal,
): Promise<void> {
  const pseudonyms = await readPseudonyms(pseudonymKey);
  for (const name of names) {
    const [, domain = '', account] = /^([^\\@]*)\\([^\\@]+)$/.exec(name) ?? [];
    const at = name.lastIndexOf('@');
    const pseudonym =
      account !== undefined
        ? `${domain}\\${pseudonyms.ofAccount(domain, account)}`
        : at === -1
          ? pseudonyms.ofAccount('', name)
          : `${pseudonyms.ofMailbox(name.slice(0, at), name.slice(at + 1))}${name.slice(at)}`;
    terminal.say(`${printable(name)}\t${printable(pseudonym)}`);
  }
}
