import type { Codec } from '../contract/codec.js';
import type { Stream } from '../log/log-file.js';
import { isProblem } from '../shipper/events.js';
import { sentence } from '../shipper/sentence.js';
import type { ShipReport } from '../shipper/ship-report.js';
import { shipOnce, StateInUse, watch } from '../shipper/ship.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

export interface ShipCommandOptions {
  readonly api: string;
  readonly token: string;
  readonly state: string;
  readonly codec: Codec;
  readonly stream?: Stream;
  readonly watch?: boolean;
}

/**
 * `mailflow ship`: ships what is new in these folders, once or for good. Sentences may repeat what an API, a proxy or a folder is called, so each
 * is made fit for the terminal.
 *
 * @param signal ends it in order
 * @returns the exit code: 0 when all that could be shipped was, or following was ended; 1 when something needs a person, or a single run
 * was interrupted before its end.
 */
export async function shipCommand(
  folders: readonly string[],
  options: ShipCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { api, token, state, codec, stream } = options;
  const complain = (text: string) => {
    terminal.complain(printable(text));
  };
  const settings = {
    apiUrl: api,
    token,
    stateFile: state,
    codec,
    roots: folders.map((folder) => ({ folder, ...(stream !== undefined && { stream }) })),
    onEvent: (event: Parameters<typeof sentence>[0]) => {
      if (isProblem(event)) complain(`mailflow ship: ${sentence(event)}`);
      else terminal.say(printable(sentence(event)));
    },
  };
  try {
    if (options.watch === true) {
      complain(`Following ${folders.join(', ')} until Ctrl+C …`);
      await watch(settings, signal);
      return 0;
    }
    const report = await shipOnce(settings, signal);
    const interrupted = report.stopped && signal.aborted;
    terminal.say(summary(report));
    if (interrupted) complain('mailflow ship: Interrupted. All positions are kept; run it again to ship the rest.');
    return interrupted || report.problems.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof StateInUse)) throw error;
    complain(`mailflow ship: ${error.message}`);
    return 1;
  }
}

function summary({ chunks, files, bytes, alreadyThere, waiting }: ShipReport): string {
  const before = alreadyThere > 0 ? `; ${alreadyThere} had arrived before` : '';
  const later = waiting > 0 ? `; ${waiting} logs wait for the end of a line` : '';
  return `${files} logs found; ${chunks} chunks shipped (${bytes.raw} bytes, ${bytes.compressed} on the wire)${before}${later}.`;
}
