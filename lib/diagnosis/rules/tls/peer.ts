import { isMicrosoftMailHost } from '../../../microsoft365/microsoft-mail-host.js';
import { microsoftMailRange } from '../../../microsoft365/microsoft-mail-range.js';
import { parseIpRange } from '../../../microsoft365/ip-range.js';
import type { SessionFacts } from '../../facts/session-facts.js';

/**
 * Who the other side is, as far as TLS is concerned: Exchange Online, a machine of the own network (a device, a load balancer, another
 * Exchange server), or anybody. A failed handshake with the first two is an outage; with a stranger who came by it is the noise of the internet.
 */
export type Peer = 'exchange-online' | 'own-network' | 'stranger';

/** RFC 1918, RFC 4193, loopback and link-local. */
const OWN_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16', 'fc00::/7', 'fe80::/10', '::1/128']
  .map((range) => parseIpRange(range))
  .filter((range) => range !== undefined);

/** Judged by the address, and by the name that it gives itself: behind a load balancer the address is the balancer's. */
export function peerOf({ direction, ehloNames, greeting, remote }: SessionFacts): Peer {
  const names = direction === 'receive' ? ehloNames : greeting === undefined ? [] : [greeting.host];
  return peerCalled(names, remote?.address);
}

/** The same from names and an address alone. */
export function peerCalled(names: readonly string[], address: string | undefined): Peer {
  if (names.some(isMicrosoftMailHost)) return 'exchange-online';
  if (address === undefined) return 'stranger';
  if (microsoftMailRange(address) !== undefined) return 'exchange-online';
  return OWN_RANGES.some((range) => range.holds(address)) ? 'own-network' : 'stranger';
}

/** The other side as a key fact. Exchange Online is one, whichever of its many machines answers; a client's port changes with each session. */
export function peerKey(peer: Peer, address: string | undefined, host?: string): string {
  return peer === 'exchange-online' ? 'Exchange Online' : (host ?? address ?? 'unknown host');
}
