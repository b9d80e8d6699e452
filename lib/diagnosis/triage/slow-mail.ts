import type { RawSession } from '../../log/raw-session.js';
import { SLOW_MAIL_MILLISECONDS } from '../facts/slow-mail.js';
import { rowTime } from './row-time.js';

const SENT = 0x3e; // >
const RECEIVED = 0x3c; // <
const HYPHEN = 0x2d;
const QUOTE = 0x22;
const THREE = 0x33;
const M = 0x4d;

/**
 * Whether a session of a receive log whose rows are all ordinary answered a MAIL late. Few sessions last that long, so only those are gone through
 * again. Replies come in the order of the commands: a MAIL is answered when as many replies have come as were awaited with it.
 */
export function answersMailLate(session: RawSession, duration: number): boolean {
  if (session.direction !== 'receive' || duration < SLOW_MAIL_MILLISECONDS) return false;
  let awaited = 1; // the greeting
  const mails: { awaited: number; readonly time: number }[] = [];
  for (let record = 0; record < session.recordCount; record += 1) {
    const event = session.event(record);
    if (event !== SENT && event !== RECEIVED) continue;
    const bytes = session.bytes(record);
    const start = session.dataStart(record);
    if (event === RECEIVED) {
      awaited += 1;
      if (bytes[start] === M) mails.push({ awaited, time: rowTime(session, record) });
    } else if (endsReply(bytes, start)) {
      awaited -= 1;
      for (const mail of mails) mail.awaited -= 1;
      const [mail] = mails;
      if (mail?.awaited !== 0) continue;
      mails.shift();
      if (rowTime(session, record) - mail.time >= SLOW_MAIL_MILLISECONDS) return true;
    }
  }
  return false;
}

/** `250-` has more to come, and so has a `354`. */
function endsReply(bytes: Buffer, start: number): boolean {
  const code = bytes[start] === QUOTE ? start + 1 : start;
  return bytes[code] !== THREE && bytes[code + 3] !== HYPHEN;
}
