import type { LogIdentity } from './file-identity.js';
import type { Stream } from '../log/log-file.js';

/**
 * What is known of logs, by their identity. A log's name is the key wherever no other log of its stream has it, which is nearly always: a key made of all of
 * the identity would be one more text for each of thousands of logs.
 */
export class ByIdentity<Log extends LogIdentity> {
  readonly #streams = new Map<Stream, Map<string, Log>>();

  get({ stream, name, date }: LogIdentity): Log | undefined {
    const logs = this.#streams.get(stream);
    const log = logs?.get(name);
    return log?.date === date ? log : logs?.get(`${name}@${date}`);
  }

  set(log: Log): void {
    const { stream, name, date } = log;
    const logs = this.#streams.get(stream) ?? new Map<string, Log>();
    this.#streams.set(stream, logs);
    const whole = `${name}@${date}`;
    const isAlone = !logs.has(whole) && (logs.get(name) ?? log).date === date;
    logs.set(isAlone ? name : whole, log);
  }

  delete({ stream, name, date }: LogIdentity): void {
    const logs = this.#streams.get(stream);
    logs?.delete(logs.get(name)?.date === date ? name : `${name}@${date}`);
  }

  *values(): Generator<Log> {
    for (const logs of this.#streams.values()) yield* logs.values();
  }
}
