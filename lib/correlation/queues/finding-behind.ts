import type { ErrorText } from '../../diagnosis/error-text/error-text.js';
import { parseEndpoint } from '../../diagnosis/facts/endpoint.js';
import type { Finding } from '../../diagnosis/finding.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Queue } from '../../inventory/queue.js';
import { sendConnectorOf } from '../connector/connector-of.js';
import { itemIn } from '../look-up.js';
import { maybeSameServer } from '../same-server.js';

/** The part of a finding that a queue is held against. */
export type QueueFinding = Pick<
  Finding,
  'id' | 'rule' | 'title' | 'summary' | 'direction' | 'connector' | 'server' | 'remote' | 'keyFact' | 'firstSeen' | 'lastSeen' | 'samples'
>;

/**
 * A queue is retried every few minutes, later every few hours; what failed more than a day apart from it is another story. It may well have
 * been logged *after* the queue was looked at: the queue is what makes people turn the protocol log on.
 */
const MAX_DISTANCE_MILLISECONDS = 24 * 60 * 60 * 1000;

/** A queue's last error, as far as it tells where mail was to go. */
export interface QueueError {
  readonly queue: Queue;
  readonly error: ErrorText;
  /** When the queue was looked at. */
  readonly at: number | undefined;
}

/** The findings about the queue's own next hop, the surest first: the very address before the same smart host, then the newest. */
export function findingsBehind(
  { queue, error, at }: QueueError,
  findings: readonly QueueFinding[],
  inventory: Inventory,
): readonly QueueFinding[] {
  const held = findings.filter(
    ({ direction, server, firstSeen, lastSeen }) =>
      direction === 'send' && maybeSameServer(server, inventory.server) && isOfThatTime(firstSeen, lastSeen, at),
  );
  const byAddress = held.filter((finding) => wentTo(finding, error.endpoint?.address));
  const byNextHop = held.filter((finding) => !byAddress.includes(finding) && leadsTo(finding, queue.nextHopDomain, inventory));
  return [byAddress, byNextHop].flatMap((found) => found.sort(newestFirst));
}

function isOfThatTime(firstSeen: string, lastSeen: string, at: number | undefined): boolean {
  if (at === undefined) return true;
  return Date.parse(firstSeen) <= at + MAX_DISTANCE_MILLISECONDS && Date.parse(lastSeen) >= at - MAX_DISTANCE_MILLISECONDS;
}

function wentTo({ remote, samples }: QueueFinding, address: string | undefined): boolean {
  if (address === undefined) return false;
  return [remote, ...samples.map((sample) => sample.remote)].some((text) => parseEndpoint(text ?? '')?.address === address);
}

/** By the connector's smart hosts or address spaces, or because the finding itself names the domain. */
function leadsTo(finding: QueueFinding, nextHop: string | undefined, inventory: Inventory): boolean {
  if (nextHop === undefined) return false;
  const wanted = nextHop.toLowerCase();
  const connector = itemIn(sendConnectorOf(finding, inventory));
  const names = [finding.keyFact, ...(connector?.smartHosts ?? []), ...(connector?.addressSpaces ?? []).map(({ address }) => address)];
  return names.some((name) => name.toLowerCase() === wanted);
}

function newestFirst(one: QueueFinding, other: QueueFinding): number {
  return Date.parse(other.lastSeen) - Date.parse(one.lastSeen) || (one.id < other.id ? -1 : 1);
}
