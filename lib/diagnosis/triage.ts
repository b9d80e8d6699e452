import type { RawSession } from '../log/raw-session.js';
import { DATA_START, END, EVENT, PLACE_SIZE, START } from '../log/record-places.js';
import { Conversing } from './triage/conversing.js';
import { CertificateRows } from './triage/certificate-rows.js';
import { INFORMATION, isHarmless, negotiatedVersion } from './triage/information-rows.js';
import { rowTime } from './triage/row-time.js';
import { answersMailLate } from './triage/slow-mail.js';
import type { ActiveSession } from './connector-activity.js';
import type { MailCounts } from './mail-counts.js';

/**
 * Judges a session by its bytes where that is beyond doubt: nearly all sessions of a working server are a greeting, commands that are all
 * answered well, and information rows that are logged day in, day out. Such a session is not decoded. Whatever is unusual in the least is
 * left to {@link diagnoseSession}; a property test holds both to the same answer.
 */
export class Triage {
  readonly #certificates = new CertificateRows();

  /** What became of a session about which no rule has anything to say, or `undefined` when the rules must look. */
  judge(session: RawSession): PlainSession | undefined {
    if (!session.begun || !session.closed || !session.standardColumns) return undefined;
    const conversing = new Conversing(session.direction);
    let tlsVersion: string | undefined;
    for (const run of session.runs()) {
      const { view, places, from, count } = run;
      for (let at = from; at < from + count * PLACE_SIZE; at += PLACE_SIZE) {
        const data = places[at + DATA_START] ?? 0;
        const end = places[at + END] ?? 0;
        const event = places[at + EVENT] ?? 0;
        if (event !== INFORMATION) {
          if (!conversing.goesOn(view, data, end, event)) return undefined;
        } else {
          if (!isHarmless(run, places[at + START] ?? 0, data, end, this.#certificates)) return undefined;
          tlsVersion = negotiatedVersion(view, data, end) ?? tlsVersion;
        }
      }
    }
    const outcome = conversing.plainOutcome();
    if (outcome === undefined) return undefined;
    const { connector, direction, recordCount } = session;
    const last = recordCount - 1;
    const startedAt = rowTime(session, 0);
    const duration = rowTime(session, last) - startedAt;
    if (answersMailLate(session, duration)) return undefined;
    return { connector, direction, outcome, tlsVersion, duration, startedAt, mail: conversing.mail };
  }
}

/** A session beyond doubt: healthy, and no rule has anything to say. */
export interface PlainSession extends ActiveSession {
  readonly outcome: 'delivered' | 'idle';
  readonly mail: MailCounts;
}
