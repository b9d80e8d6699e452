import { FINDING_STATES } from '../diagnosis/finding-state.js';
import { SEVERITIES } from '../diagnosis/rule.js';
import { z } from 'zod';
import { FINDING_ORDERS, type FindingFilter } from '../store/finding-list.js';
import { exactly, listOf, moment, timeOf, wordsOf } from './query-values.js';

/** By what findings can be asked for. */
export const findingQuery = {
  state: listOf(FINDING_STATES),
  severity: listOf(SEVERITIES),
  rule: exactly('the id of a rule'),
  server: exactly('the server’s name; small and capital letters are alike'),
  connector: exactly('the connector’s name'),
  incident: exactly('the id of an incident: what fails by the same fact'),
  since: moment('a session failed so at this time or later'),
  until: moment('a session failed so before this time'),
  text: exactly('stands somewhere in title, sentence, names, hosts or certificate; small and capital letters are alike'),
  order: z
    .enum(FINDING_ORDERS)
    .default('worst')
    .describe('worst: what fails before what has recovered, the worst first, the newest of that first; newest: the last failure first'),
};

type FindingQuery = z.output<z.ZodObject<typeof findingQuery>>;

/** What a query asks for. */
export function findingFilter({ state, severity, rule, server, connector, incident, since, until, text }: FindingQuery): FindingFilter {
  return {
    states: wordsOf(FINDING_STATES, state),
    severities: wordsOf(SEVERITIES, severity),
    ...{ rule, server, connector, incident, text },
    since: timeOf(since),
    until: timeOf(until),
  };
}
