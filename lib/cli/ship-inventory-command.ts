import type { Codec } from '../contract/codec.js';
import { Privacy } from '../shipper/privacy.js';
import { readPseudonyms } from '../shipper/pseudonym-key.js';
import { isProblem } from '../shipper/events.js';
import { sentence } from '../shipper/sentence.js';
import { shipInventory } from '../shipper/ship-inventory.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

export interface ShipInventoryCommandOptions {
  readonly api: string;
  readonly token: string;
  readonly codec: Codec;
  /** Put pseudonyms, made with the key in this file, in the place of persons. */
  readonly pseudonymKey?: string;
}

/**
 * `mailflow ship-inventory`: uploads exports of Exchange's settings.
 *
 * @param signal ends it after the export under way
 * @returns the exit code: 0 when all of them have arrived, now or before; 1 when something needs a person.
 */
export async function shipInventoryCommand(
  paths: readonly string[],
  { api, token, codec, pseudonymKey }: ShipInventoryCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const privacy = new Privacy({ own: pseudonymKey === undefined ? undefined : await readPseudonyms(pseudonymKey) });
  const { shipped, alreadyThere, problems } = await shipInventory(
    {
      apiUrl: api,
      token,
      codec,
      privacy,
      paths,
      onEvent: (event) => {
        if (isProblem(event)) terminal.complain(printable(`mailflow ship-inventory: ${sentence(event)}`));
        else terminal.say(printable(sentence(event)));
      },
    },
    signal,
  );
  terminal.say(`${shipped} exports shipped; ${alreadyThere} had arrived before.`);
  return problems.length > 0 || signal.aborted ? 1 : 0;
}
