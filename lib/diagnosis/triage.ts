import type { RawSession } from '../log/raw-session.js';
import { Conversing } from './triage/conversing.js';
import { CertificateRows } from './triage/certificate-rows.js';
import { INFORMATION, isHarmless } from './triage/information-rows.js';

/**
 * Judges a session by its bytes where that is beyond doubt: nearly all sessions of a working server are a greeting, commands that are all
 * answered well, and information rows that are logged day in, day out. Such a session is not decoded. Whatever is unusual in the least is
 * left to {@link diagnoseSession}; a property test holds both to the same answer.
 */
export class Triage {
  readonly #certificates = new CertificateRows();

  /** The outcome of a session about which no rule has anything to say, or `undefined` when the rules must look. */
  plainOutcome(session: RawSession): 'delivered' | 'idle' | undefined {
    if (!session.begun || !session.closed) return undefined;
    const conversing = new Conversing(session.direction);
    for (let record = 0; record < session.recordCount; record += 1) {
      const event = session.event(record);
      const plain = event === INFORMATION ? isHarmless(session, record, this.#certificates) : conversing.goesOn(session, record, event);
      if (!plain) return undefined;
    }
    return conversing.plainOutcome();
  }
}
