import { parseEndpoint, type Endpoint } from '../facts/endpoint.js';
import { peerKind } from '../facts/peer.js';
import type { Finding } from '../finding.js';

/** The rules about a connection that never stood. */
const UNREACHED: ReadonlySet<string> = new Set(['connect-timeout', 'connect-unreachable', 'connect-refused']);

/** Below this, destinations may well be down each for itself. */
const MIN_DESTINATIONS = 5;

/** Of ten that are not reached, one may answer: a relay of the provider's, or a host that an exception in the firewall is for. */
const ANSWERS_PER_UNREACHED = 0.1;

/** When mail was last delivered over a connector to a host outside: milliseconds since 1970, UTC; `undefined` when it was not. */
export type LastDelivered = (connector: string) => number | undefined;

/** Findings that have the server and the connector in common, and that none of their destinations was reached. */
export interface UnreachedGroup {
  /** By id. */
  readonly members: readonly [Finding, ...(readonly Finding[])];
  readonly destinations: number;
}

/**
 * The groups of findings that look like a way out that is shut: one server and connector, at least {@link MIN_DESTINATIONS} destinations outside of
 * the own site, none delivered to since, and next to nobody who answered. The order of the findings does not matter.
 */
export function unreachedGroups(findings: readonly Finding[], lastDelivered: LastDelivered): readonly UnreachedGroup[] {
  const byPlace = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.direction !== 'send' || !isOutside(remoteOf(finding))) continue;
    const place = JSON.stringify([finding.server, finding.connector]);
    byPlace.set(place, [...(byPlace.get(place) ?? []), finding]);
  }
  return [...byPlace.values()].flatMap((all) => {
    // To look the last delivery up costs something, and nearly always there is no need.
    if (all.filter(isUnreached).length < MIN_DESTINATIONS) return [];
    const delivered = lastDelivered(all[0]?.connector ?? '') ?? -Infinity;
    const since = all.filter(({ lastSeen }) => Date.parse(lastSeen) > delivered);
    const [first, ...others] = since.filter(isUnreached).sort((one, other) => (one.id < other.id ? -1 : 1));
    if (first === undefined) return [];
    const members: UnreachedGroup['members'] = [first, ...others];
    const destinations = new Set(members.map(({ keyFact }) => keyFact)).size;
    const answers = since.filter((finding) => !isUnreached(finding) && finding.stage !== null).length;
    return destinations >= MIN_DESTINATIONS && answers <= destinations * ANSWERS_PER_UNREACHED ? [{ members, destinations }] : [];
  });
}

function isUnreached({ rule }: Finding): boolean {
  return UNREACHED.has(rule);
}

/** Where a finding's mail was to go. */
export function remoteOf({ remote }: Pick<Finding, 'remote'>): Endpoint | undefined {
  return parseEndpoint(remote ?? '');
}

/** A machine of the own network is reached without the way out. */
function isOutside(remote: Endpoint | undefined): boolean {
  return remote !== undefined && peerKind(remote) !== 'own-network';
}
