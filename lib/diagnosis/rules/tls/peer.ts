import { isMicrosoftMailHost } from '../../../microsoft365/microsoft-mail-host.js';
import { microsoftMailRange } from '../../../microsoft365/microsoft-mail-range.js';
import { isPrivateAddress, type PeerKind } from '../../facts/peer.js';
import { perSession } from '../../facts/per-session.js';

/**
 * Who the other side is, as far as TLS is concerned: Exchange Online, a machine of the own network (a device, a load balancer, another
 * Exchange server), or anybody. A failed handshake with the first two is an outage; with a stranger who came by it is the noise of the internet.
 */
export type Peer = Exclude<PeerKind, 'internet' | 'unknown'> | 'stranger';

/** Judged by the address, and by the name that it gives itself: behind a load balancer the address is the balancer's. */
export const peerOf = perSession((session): Peer => {
  const { direction, remote } = session;
  if (direction === 'receive') return peerCalled(session.ehloNames, remote?.address);
  return peerCalled(session.greeting === undefined ? [] : [session.greeting.host], remote?.address);
});

/** The same from names and an address alone. */
export function peerCalled(names: readonly string[], address: string | undefined): Peer {
  if (names.some(isMicrosoftMailHost)) return 'exchange-online';
  if (address === undefined) return 'stranger';
  if (microsoftMailRange(address) !== undefined) return 'exchange-online';
  return isPrivateAddress(address) ? 'own-network' : 'stranger';
}

/** The other side as a key fact. Exchange Online is one, whichever of its many machines answers; a client's port changes with each session. */
export function keyOfPeer(peer: Peer, address: string | undefined, host?: string): string {
  return peer === 'exchange-online' ? 'Exchange Online' : (host ?? address ?? 'unknown host');
}
