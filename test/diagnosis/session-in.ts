import { readSessions } from '../../lib/log/read-sessions.js';
import type { LogSession } from '../../lib/log/record.js';

/** The one session that these log lines hold. */
export function sessionIn(log: string): LogSession {
  const { sessions, malformed } = readSessions(Buffer.from(`${log}\n`), { file: 'example.log' });
  const [session, ...others] = sessions;
  if (session === undefined || others.length > 0 || malformed.length > 0) {
    throw new Error(`The example holds ${sessions.length} sessions and ${malformed.length} malformed lines.`);
  }
  return session.decode();
}
