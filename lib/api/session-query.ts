import { z } from 'zod';
import { OUTCOMES } from '../diagnosis/outcome.js';
import { comparableDomain, messageIdOf } from '../diagnosis/session-outline.js';
import { STREAMS } from '../log/log-file.js';
import type { SessionFilter } from '../store/session-list.js';
import { exactly, listOf, moment, timeOf, wordsOf } from './query-values.js';

function domain(what: string) {
  return z
    .string()
    .max(300)
    .refine((name) => comparableDomain(name).length > 0, { error: 'is a domain’s name, such as contoso.com' })
    .optional()
    .describe(what);
}

/** By what failed sessions can be asked for. */
export const sessionQuery = {
  finding: exactly('the id of a finding'),
  messageId: z
    .string()
    .refine((id) => messageIdOf(id).length > 0, { error: 'is a message-id, with or without its angle brackets' })
    .optional()
    .describe('the message-id of a message that the log names, with or without its angle brackets'),
  domain: domain('the domain of a sender or of a recipient'),
  senderDomain: domain('the domain of a sender'),
  recipientDomain: domain('the domain of a recipient'),
  since: moment('it began at this time or later'),
  until: moment('it began before this time'),
  server: exactly('the server’s name; small and capital letters are alike'),
  stream: z.enum(STREAMS).optional(),
  connector: exactly('the connector’s name'),
  remote: exactly('the other side: an address, with its port or without, or “Exchange Online”'),
  outcome: listOf(OUTCOMES),
  rule: exactly('the id of the rule that named its failure'),
  code: z
    .string()
    .regex(/^(?:[45]\d\d|[45]\.\d{1,3}\.\d{1,3})$/, { error: 'is an SMTP code, such as 550, or an enhanced one, such as 5.7.64' })
    .optional()
    .describe('the code of a reply that refused something, such as 550, or an enhanced one, such as 5.7.64'),
};

/** What a query asks for. */
export function sessionFilter(query: z.output<z.ZodObject<typeof sessionQuery>>): SessionFilter {
  const { finding, messageId, since, until, server, stream, connector, remote, outcome, rule, code } = query;
  return {
    ...{ finding, server, stream, connector, remote, rule, code },
    messageId: messageIdOf(messageId)[0],
    domain: comparableDomain(query.domain ?? '')[0],
    senderDomain: comparableDomain(query.senderDomain ?? '')[0],
    recipientDomain: comparableDomain(query.recipientDomain ?? '')[0],
    since: timeOf(since),
    until: timeOf(until),
    outcomes: wordsOf(OUTCOMES, outcome),
  };
}
