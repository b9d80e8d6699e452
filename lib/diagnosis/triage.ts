import type { RawSession } from '../log/raw-session.js';
import { EVENT, MARK, PLACE_SIZE } from '../log/record-places.js';
import { signIn } from '../log/row-signs.js';
import { Conversing } from './triage/conversing.js';
import { CertificateRows } from './triage/certificate-rows.js';
import { isHarmless, negotiatedVersion } from './triage/information-rows.js';
import { rowTime } from './triage/row-time.js';
import { ANSWERS, ASKS, INFORMS, PASSES, STEPS, stepOf } from './triage/steps.js';
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
  readonly #conversing = { send: new Conversing('send'), receive: new Conversing('receive') };

  /**
   * What became of a session about which no rule has anything to say, or `undefined` when the rules must look. The session's reader must have been asked
   * for {@link TRIAGE_SIGNS}.
   */
  judge(session: RawSession): PlainSession | undefined {
    if (!session.begun || !session.closed || !session.standardColumns) return undefined;
    const { direction } = session;
    const conversing = this.#conversing[direction];
    conversing.begin();
    const steps = STEPS[direction];
    let tlsVersion: string | undefined;
    for (const run of session.runs()) {
      const { places, from, count } = run;
      for (let place = from; place < from + count * PLACE_SIZE; place += PLACE_SIZE) {
        const mark = places[place + MARK] ?? 0;
        const sign = signIn(mark);
        switch (steps[stepOf(places[place + EVENT] ?? 0, sign)]) {
          case PASSES:
            break;
          case ANSWERS:
            if (!conversing.answered()) return undefined;
            break;
          case ASKS:
            if (!conversing.asked(sign, run, place)) return undefined;
            break;
          case INFORMS:
            if (!isHarmless(run, place, mark, this.#certificates)) return undefined;
            tlsVersion = negotiatedVersion(sign) ?? tlsVersion;
            break;
          default:
            return undefined;
        }
      }
    }
    const outcome = conversing.plainOutcome();
    if (outcome === undefined) return undefined;
    const { connector, recordCount } = session;
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
