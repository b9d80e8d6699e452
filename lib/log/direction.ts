import { QUOTE, RECEIVED, SENT } from './ascii.js';
import type { Direction } from './record.js';
import type { RawSession } from './raw-session.js';

const ATTEMPTING_TO_CONNECT = Buffer.from('attempting to connect');
const GREETING = Buffer.from('220');

/**
 * Who opened the connection, as the records suggest where no header says it: only a sender attempts to connect, and whoever sends the greeting
 * was called. Without either, receive connectors are named `SERVER\Connector`.
 */
export function suggestedDirection(session: RawSession): Direction {
  for (let record = 0; record < session.recordCount; record++) {
    const bytes = session.bytes(record);
    const event = session.event(record);
    const start = session.dataStart(record);
    const text = bytes.subarray(start, session.lineEnd(record));
    if (event === SENT || event === RECEIVED) {
      const from = text[0] === QUOTE ? 1 : 0;
      if (GREETING.equals(text.subarray(from, from + GREETING.length))) return event === RECEIVED ? 'send' : 'receive';
    } else if (text.includes(ATTEMPTING_TO_CONNECT)) {
      return 'send';
    }
  }
  return session.connector.includes('\\') ? 'receive' : 'send';
}
