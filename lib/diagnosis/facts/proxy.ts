import type { LogRecord } from '../../log/record.js';
import type { Command } from './conversation.js';

/** A session that carries another session's mail between the services of Exchange. */
export interface Proxied {
  /** The other session, on the Front End: the key to join both logs by. */
  readonly sessionId: string | undefined;
  /** The client behind the Front End; the address in this session's own endpoint is the Front End's. */
  readonly clientAddress: string | undefined;
  readonly clientName: string | undefined;
  readonly record: LogRecord;
}

/** XPROXY (client protocols), XPROXYFROM (inbound mail) or XPROXYTO (outbound mail), or the Front End's own row about the session that it passes on. */
export function proxiedIn(records: readonly LogRecord[], commands: readonly Command[]): Proxied | undefined {
  const command = commands.find(({ verb }) => verb === 'XPROXY' || verb === 'XPROXYFROM' || verb === 'XPROXYTO');
  if (command !== undefined) {
    const value = (name: string) => new RegExp(`(?:^|\\s)${name}=(\\S+)`).exec(command.argument)?.[1];
    return { sessionId: value('SID'), clientAddress: value('IP'), clientName: value('DOMAIN'), record: command.record };
  }
  for (const record of records) {
    const sessionId =
      record.event === '*' ? /^Proxying (?:inbound|outbound|client) session with session id (\S+)/.exec(record.context)?.[1] : undefined;
    if (sessionId !== undefined) return { sessionId, clientAddress: undefined, clientName: undefined, record };
  }
  return undefined;
}
