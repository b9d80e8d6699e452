import type { LogRecord } from '../../log/record.js';

/** How information rows begin that have a meaning of their own, or that hold names which may be of any words. */
const OTHER_FACTS =
  /^(?:sending|receiving) message|^(?:Sending|Remote|Received) certificate|^Certificate |^User Name: |^TLS |^TlsDomainCapabilities=|^Client certificate |^Tarpit |^Proxy|^Set Session Permissions$|^attempting to connect$|^authenticated$/i;

const FAILS =
  /\b(?:fail(?:ed|s|ure)?|errors?|denied|reject(?:ed|ing)?|refus(?:ed|ing)|unable|can ?not|could not|mismatch|invalid|not (?:trusted|accepted|valid))\b/i;

/** The last row in which Exchange itself says that something failed, in words that no other fact is made of: perhaps those of a newer build. */
export function complaintIn(records: readonly LogRecord[]): LogRecord | undefined {
  return records.findLast(({ event, data, context }) => {
    if (event !== '*') return false;
    // Some builds write the information into the data column.
    const text = context === '' ? data : context;
    return !OTHER_FACTS.test(text) && FAILS.test(text);
  });
}
