import type { LogRecord } from '../../../log/record.js';
import { parseErrorText } from '../../error-text/parse-error-text.js';
import type { ErrorText } from '../../error-text/error-text.js';
import { replyText } from '../../facts/reply.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { rule, type Match, type Rule, type RuleDefinition } from '../../rule.js';

/**
 * A rule that knows a failure by an error text, wherever that stands: in a queue, in a report, or quoted by the next hop in a reply. Where a
 * connector sends by way of the Front End (FrontendProxyEnabled), Transport's own log has only that quotation:
 * `450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 …'`.
 */
export interface ErrorTextRuleDefinition<Details> extends Omit<RuleDefinition<Details>, 'match' | 'explain'> {
  /** Reads the failure out of the text, or says that it is another. */
  readonly recognise: (error: ErrorText) => Details | undefined;
  /** Where the failure shows itself in a session without such a text. Asked first. */
  readonly seenIn?: (session: SessionFacts) => Match<Details> | undefined;
  /** The text tells something only when it is quoted: said by the other side itself, it means another thing. */
  readonly onlyQuoted?: boolean;
}

/** Makes such a rule. */
export function errorTextRule<Details>({ recognise, seenIn, onlyQuoted = false, ...definition }: ErrorTextRuleDefinition<Details>): Rule {
  return rule<Details>({
    ...definition,
    needs: (sight) => (sight.sent && sight.refused) || (seenIn !== undefined && (definition.needs?.(sight) ?? true)),
    match: (session) =>
      seenIn?.(session) ?? quotedIn(session, (error) => (onlyQuoted && error.wrappers.length === 0 ? undefined : recognise(error))),
    explain: recognise,
  });
}

function quotedIn<Details>(session: SessionFacts, recognise: (error: ErrorText) => Details | undefined): Match<Details> | undefined {
  if (session.direction !== 'send') return undefined;
  for (const reply of session.refusals) {
    const details = recognise(parseErrorText(replyText(reply)));
    if (details === undefined) continue;
    const command = session.commands.find(({ reply: answer }) => answer === reply)?.record;
    return { evidence: [command, reply.record].filter((record): record is LogRecord => record !== undefined), details };
  }
  return undefined;
}
