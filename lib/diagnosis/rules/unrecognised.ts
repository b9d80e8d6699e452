import type { LogRecord } from '../../log/record.js';
import { peerKind } from '../facts/peer.js';
import { replyText } from '../facts/reply.js';
import type { SessionFacts } from '../facts/session-facts.js';
import { normalised } from '../normalised.js';
import { FAILED_OUTCOMES, outcomeOf } from '../outcome.js';
import { powershellString } from '../powershell.js';
import { rule, type Rule } from '../rule.js';

interface Unrecognised {
  /** The error as logged, for people. */
  readonly text: string;
}

/**
 * A session that failed and that no rule knows is not passed over: it becomes a finding, grouped by its error text without the numbers and
 * names that differ from case to case. So a new kind of failure is seen on its first day.
 */
export const UNRECOGNISED: readonly Rule[] = FAILED_OUTCOMES.map((outcome) =>
  rule<Unrecognised>({
    id: `unrecognised-${outcome}`,
    title: `A failure that Mailflow does not know yet (${outcome})`,
    severity: 'degraded',
    looksFor: `A session with the outcome “${outcome}” about which no rule has anything to say.`,

    match(session) {
      if (outcomeOf(session) !== outcome || isNoise(session)) return undefined;
      const { record, text } = decisiveRow(session);
      return { evidence: [record], details: { text } };
    },
    keyFact: ({ text }) => normalised(text),
    sentence: ({ text }, { connector, remote }) =>
      `A session ${remote === undefined ? '' : `with ${remote.text} `}on “${connector ?? 'a connector'}” failed in a way that no rule explains: ${text === '' ? 'the log gives no reason.' : text}`,
    causes: () => [
      { id: 'unknown', likelihood: 'possible', why: 'No rule knows this text. Settled by reading the whole session, from its first row.' },
    ],
    remedy: (_details, { connector, direction }) => [
      {
        do: 'Read the whole session in the log: what was the last thing that worked, and who ended it?',
        verify: 'The row before the error tells which side it came from: “>” is ours, “<” is theirs.',
      },
      {
        do: 'Compare it with a session of the same connector that was delivered.',
        command:
          connector === undefined
            ? null
            : `Get-${direction === 'receive' ? 'Receive' : 'Send'}Connector ${powershellString(connector)} | Format-List`,
      },
    ],
    references: [
      {
        title: 'Non-delivery reports and bounce messages in Exchange Server',
        url: 'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages',
      },
      { title: 'RFC 3463: enhanced mail system status codes', url: 'https://www.rfc-editor.org/rfc/rfc3463' },
    ],
  }),
);

/** Strangers on the internet come, ask, and hang up without a word all day long; and Exchange's monitoring fails to log on. */
function isNoise(session: SessionFacts): boolean {
  if (session.authentications.at(-1)?.ofMonitoring === true) return true;
  return session.direction === 'receive' && session.refusals.length === 0 && peerKind(session.remote) === 'internet';
}

/** The row that says most: the refusal, the failed handshake or connection, else the last row before the end. */
function decisiveRow(session: SessionFacts): { readonly record: LogRecord; readonly text: string } {
  const { tls, connectFailure, authentications, complaint } = session;
  const refusal = session.refusals[0];
  if (refusal !== undefined) return { record: refusal.record, text: replyText(refusal) };
  const row =
    (tls?.outcome === 'failed' ? tls.record : undefined) ??
    connectFailure?.record ??
    authentications.findLast(({ outcome }) => outcome === 'failed')?.record ??
    complaint ??
    session.closing?.record ??
    session.session.records.at(-1);
  if (row === undefined) throw new RangeError('A session has one record at least.');
  return { record: row, text: [row.data, row.context].filter((part) => part !== '').join(' ') };
}
