import type { Codec } from '../contract/codec.js';
import type { Stream } from '../log/log-file.js';
import { isProblem } from '../shipper/events.js';
import { sentence } from '../shipper/sentence.js';
import { shipOnce, watch } from '../shipper/ship.js';
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
 * `mailflow ship`: ships what is new in these folders, once or for good.
 *
 * @returns the exit code: 0 when all that could be shipped was, 1 when something needs a person.
 */
export async function shipCommand(
  folders: readonly string[],
  options: ShipCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { api, token, state, codec, stream } = options;
  const settings = {
    apiUrl: api,
    token,
    stateFile: state,
    codec,
    roots: folders.map((folder) => ({ folder, ...(stream !== undefined && { stream }) })),
    onEvent: (event: Parameters<typeof sentence>[0]) => {
      if (isProblem(event)) terminal.complain(`mailflow ship: ${sentence(event)}`);
      else terminal.say(sentence(event));
    },
  };
  if (options.watch === true) {
    terminal.complain(`Following ${folders.join(', ')} until Ctrl+C …`);
    await watch(settings, signal);
    return 0;
  }
  const { chunks, files, bytes, waiting, problems } = await shipOnce(settings);
  terminal.say(
    `${files} logs found; ${chunks} chunks shipped (${bytes.raw} bytes, ${bytes.compressed} on the wire)${waiting > 0 ? `; ${waiting} logs wait for the end of a line` : ''}.`,
  );
  return problems.length > 0 ? 1 : 0;
}
