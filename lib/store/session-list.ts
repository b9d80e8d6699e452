import type { Outcome } from '../diagnosis/outcome.js';
import type { Stream } from '../log/log-file.js';
import { afterKey, key } from './keys.js';
import { newestFirst } from './newest-first.js';
import { pageIn, type Page } from './page.js';
import { domainBegin, findingBegin, messageBegin, TIME_BEGIN, type IndexColumns, type ListedSession } from './session-index.js';
import type { Tables } from './tables.js';

/** Which failed sessions are asked for; what is left out does not matter. Times are milliseconds since 1970. */
export interface SessionFilter {
  readonly finding?: string | undefined;
  readonly messageId?: string | undefined;
  /** Of a sender or a recipient. */
  readonly domain?: string | undefined;
  readonly senderDomain?: string | undefined;
  readonly recipientDomain?: string | undefined;
  /** It began at this time or later. */
  readonly since?: number | undefined;
  /** It began before this time. */
  readonly until?: number | undefined;
  readonly server?: string | undefined;
  readonly stream?: Stream | undefined;
  readonly connector?: string | undefined;
  /** An address, an address with its port, or `Exchange Online`. */
  readonly remote?: string | undefined;
  readonly outcomes?: readonly Outcome[] | undefined;
  readonly rule?: string | undefined;
  /** `550`, or `5.7.64` */
  readonly code?: string | undefined;
}

/** Whether a session is among those that are asked for. */
export function isSessionAskedFor(session: ListedSession, filter: SessionFilter): boolean {
  const { finding, messageId, domain, senderDomain, recipientDomain, since = -Infinity, until = Infinity } = filter;
  const { server, stream, connector, remote, outcomes, rule, code } = filter;
  const { senderDomains, recipientDomains, startedAt } = session;
  return (
    (finding === undefined || session.findingId === finding) &&
    (messageId === undefined || session.messageIds.includes(messageId)) &&
    (domain === undefined || senderDomains.includes(domain) || recipientDomains.includes(domain)) &&
    (senderDomain === undefined || senderDomains.includes(senderDomain)) &&
    (recipientDomain === undefined || recipientDomains.includes(recipientDomain)) &&
    startedAt >= since &&
    startedAt < until &&
    (server === undefined || session.server.toLowerCase() === server.toLowerCase()) &&
    (stream === undefined || session.stream === stream) &&
    (connector === undefined || session.connector === connector) &&
    (remote === undefined || session.remote === remote || session.host === remote || addressIn(session) === remote) &&
    (outcomes === undefined || outcomes.includes(session.outcome)) &&
    (rule === undefined || session.rule === rule) &&
    (code === undefined || session.codes.includes(code))
  );
}

/** `203.0.113.7:25` and `[2a01:111::1]:25` without what is no address. */
function addressIn({ remote }: ListedSession): string | undefined {
  return remote?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

/**
 * A page of a tenant's failed sessions, the newest first. By message-id, finding, domain and time they are looked up, by all else they are looked through.
 *
 * @param after the place where the page before ended; whatever it says, the page is of this tenant's sessions
 */
export async function pageOfSessions(
  { SessionIndex }: Tables,
  tenant: string,
  { after, limit, ...filter }: SessionFilter & { readonly after?: string | undefined; readonly limit: number },
): Promise<Page<ListedSession>> {
  const { begin, ...left } = lookedUp(filter);
  const { since, until, ...lookedThrough } = left;
  const range = {
    partitionKey: key(tenant),
    from: until === undefined ? `${begin}|` : afterKey(`${begin}|${newestFirst(until)}`),
    before: afterKey(since === undefined ? begin : `${begin}|${newestFirst(since)}`),
    after: after === undefined ? undefined : `${begin}|${after}`,
  };
  const isFiltered = Object.values(lookedThrough).some((value) => value !== undefined);
  return pageIn<IndexColumns, ListedSession>(SessionIndex, range, {
    ...{ limit, isFiltered },
    keyOf: ({ rowKey }) => rowKey.slice(begin.length + 1),
    itemOf: (row) => {
      const session = JSON.parse(row.shown) as ListedSession;
      return isSessionAskedFor(session, filter) ? session : undefined;
    },
  });
}

/** The list that holds least of what is not asked for, and what is left to look through it for. */
function lookedUp(filter: SessionFilter): SessionFilter & { readonly begin: string } {
  const { messageId, finding, domain, senderDomain, recipientDomain, ...others } = filter;
  if (messageId !== undefined) return { begin: messageBegin(messageId), finding, domain, senderDomain, recipientDomain, ...others };
  if (finding !== undefined) return { begin: findingBegin(finding), domain, senderDomain, recipientDomain, ...others };
  const named = senderDomain ?? recipientDomain ?? domain;
  if (named === undefined) return { begin: TIME_BEGIN, ...others };
  const isAllThatIsNamed = domain === named && senderDomain === undefined && recipientDomain === undefined;
  return { begin: domainBegin(named), ...(!isAllThatIsNamed && { domain, senderDomain, recipientDomain }), ...others };
}
