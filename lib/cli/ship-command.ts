import { constants, setPriority } from 'node:os';
import type { Codec } from '../contract/codec.js';
import type { HeartbeatAnswer } from '../contract/heartbeat.js';
import type { Stream } from '../log/log-file.js';
import { ConfigFault, defaultConfig, readConfig } from '../shipper/config/read-config.js';
import type { Config, PRIORITIES } from '../shipper/config/schema.js';
import { shipOptions } from '../shipper/config/ship-options.js';
import { Errands } from '../shipper/errands.js';
import { settingsOf } from '../shipper/options.js';
import type { ShipReport } from '../shipper/ship-report.js';
import { shipOnce, StateFailure, StateInUse, watch } from '../shipper/ship.js';
import { EventLog } from './ship/event-log.js';
import { EXIT, type ExitCode } from './ship/exit-code.js';
import { goesToJournal } from './ship/journal.js';
import { LogFile } from './ship/log-file.js';
import { printStanding } from './ship/print-standing.js';
import { standing } from './ship/standing.js';
import { voice } from './ship/voice.js';
import type { Terminal } from './terminal.js';

export interface ShipCommandOptions {
  readonly config?: string;
  readonly api?: string;
  readonly token?: string;
  readonly state?: string;
  readonly codec?: Codec;
  readonly stream?: Stream;
  readonly watch?: boolean;
  readonly status?: boolean;
  readonly json?: boolean;
}

/** What belongs to the process, for whoever runs the command in another one. */
export interface ShipProcess {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly rank: (priority: number) => void;
}

const THIS_PROCESS: ShipProcess = {
  environment: process.env,
  rank: (priority) => {
    setPriority(priority);
  },
};

/**
 * `mailflow ship`: ships what is new in these folders, once or for good, or says how things stand.
 *
 * @param signal ends it in order
 * @returns the exit code, as ./ship/exit-code.ts explains it
 */
export async function shipCommand(
  folders: readonly string[],
  options: ShipCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
  ownProcess = THIS_PROCESS,
): Promise<ExitCode> {
  const complain = (text: string) => {
    for (const line of text.split('\n')) terminal.complain(`mailflow ship: ${line}`);
  };
  try {
    return await run(folders, options, terminal, signal, ownProcess);
  } catch (error) {
    if (error instanceof ConfigFault || error instanceof RangeError) {
      complain(error.message);
      return EXIT.settings;
    }
    if (error instanceof StateInUse) {
      complain(error.message);
      return EXIT.inUse;
    }
    if (error instanceof StateFailure) {
      complain(error.message);
      return EXIT.state;
    }
    throw error;
  }
}

async function run(
  folders: readonly string[],
  options: ShipCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
  { environment, rank }: ShipProcess,
): Promise<ExitCode> {
  const { config, exportsFolder } = await chosen(folders, options);
  const shipping = await shipOptions(config, { environment, token: options.token });
  const clock = Date.now;
  if (options.status === true) {
    const { findRoots, stateFile } = settingsOf({ ...shipping, token: 'none' });
    const stands = await standing(stateFile, findRoots, clock());
    terminal.say(options.json === true ? JSON.stringify(stands, undefined, 2) : printStanding(stands, clock()));
    return stands.healthy ? EXIT.done : EXIT.problems;
  }
  rank(PRIORITY[config.priority]);
  const onEvent = voice({
    terminal,
    clock,
    journal: goesToJournal(environment, process.stderr.fd),
    logFile: config.logFile === undefined ? undefined : new LogFile(config.logFile),
    eventLog: config.eventLog ? new EventLog() : undefined,
  });
  if (options.watch === true) {
    terminal.complain(`Following ${folders.length > 0 ? folders.join(', ') : 'the logs'} until Ctrl+C …`);
    const pauses = { pollMilliseconds: config.pollSeconds * 1000, heartbeatMilliseconds: config.heartbeatSeconds * 1000 };
    const own = { ...shipping, ...(exportsFolder !== undefined && { exportsFolder }), onEvent };
    // A token that was not read from a file can't be changed there.
    const tokenFile = options.token === undefined ? config.tokenFile : undefined;
    const errands = new Errands({ ...own, tokenFile, runsProbes: config.probes });
    const onHeartbeatAnswer = (answer: HeartbeatAnswer) => void errands.run(answer, signal);
    await watch({ ...own, ...pauses, onHeartbeatAnswer }, signal);
    return EXIT.done;
  }
  const report = await shipOnce({ ...shipping, onEvent }, signal);
  const interrupted = report.stopped && signal.aborted;
  terminal.say(summary(report));
  if (interrupted) terminal.complain('mailflow ship: Interrupted. All positions are kept; run it again to ship the rest.');
  if (report.problems.some(({ name }) => name === 'token-refused' || name === 'token-missing')) return EXIT.token;
  return interrupted || report.problems.length > 0 ? EXIT.problems : EXIT.done;
}

/** What the command line says goes before what the config file says. */
async function chosen(
  folders: readonly string[],
  { config: file, api, token, state, codec, stream, status = false }: ShipCommandOptions,
): Promise<{ readonly config: Config; readonly exportsFolder?: string }> {
  // Nothing is asked of Mailflow for the status.
  if (file === undefined && !status) {
    if (api === undefined) throw new ConfigFault('Where does Mailflow answer? Give --api <url>, or a --config <file> that says it.');
    if (token === undefined)
      throw new ConfigFault('There is no token. Put it into the variable MAILFLOW_TOKEN, or give --token or a --config <file>.');
  }
  const config = file === undefined ? defaultConfig({ api: api ?? UNASKED, stateFile: 'mailflow-shipper.json' }) : await readConfig(file);
  return {
    config: {
      ...config,
      ...(api !== undefined && { api }),
      ...(state !== undefined && { stateFile: state }),
      ...(codec !== undefined && { codec }),
      ...(folders.length > 0 && { folders: folders.map((folder) => (stream === undefined ? folder : { folder, stream })) }),
    },
    // Without a config file nobody has said that a folder of this name is meant.
    ...(file !== undefined && { exportsFolder: config.exportsFolder }),
  };
}

/** Stands for the address where nothing is asked. */
const UNASKED = 'https://mailflow.invalid';

const PRIORITY: Readonly<Record<(typeof PRIORITIES)[number], number>> = {
  low: constants.priority.PRIORITY_LOW,
  'below-normal': constants.priority.PRIORITY_BELOW_NORMAL,
  normal: constants.priority.PRIORITY_NORMAL,
};

function summary({ chunks, files, bytes, alreadyThere, waiting }: ShipReport): string {
  const before = alreadyThere > 0 ? `; ${alreadyThere} had arrived before` : '';
  const later = waiting > 0 ? `; ${waiting} logs wait for the end of a line` : '';
  return `${files} logs found; ${chunks} chunks shipped (${bytes.raw} bytes, ${bytes.compressed} on the wire)${before}${later}.`;
}
