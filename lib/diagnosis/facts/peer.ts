import { isIP, isIPv6 } from 'node:net';
import { inIpRange } from '../../microsoft365/ip-range.js';
import { microsoftMailRange, type MicrosoftMailRange } from '../../microsoft365/microsoft-mail-range.js';
import { remembered } from '../../microsoft365/remembered.js';
import type { Endpoint } from './endpoint.js';

/** Where the other side stands: at Microsoft, within the customer's own networks, or anywhere on the internet. */
export type PeerKind = 'exchange-online' | 'own-network' | 'internet' | 'unknown';

/**
 * Addresses that no route of the internet leads to: a machine there is the customer's own.
 *
 * @source https://www.rfc-editor.org/rfc/rfc1918, https://www.rfc-editor.org/rfc/rfc4193 and https://www.rfc-editor.org/rfc/rfc3927
 */
const PRIVATE_RANGES = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
].map(inIpRange);

/** Whether no route of the internet leads to the address. */
export const isPrivateAddress: (address: string) => boolean = remembered((address) => PRIVATE_RANGES.some((holds) => holds(address)));

/** Tells by the address alone. A masked address, as published logs have it, is `unknown`. */
export function peerKind(peer: Endpoint | undefined): PeerKind {
  if (peer === undefined) return 'unknown';
  if (microsoftRangeOf(peer) !== undefined) return 'exchange-online';
  if (isPrivateAddress(peer.address)) return 'own-network';
  return isIP(peer.address) === 0 ? 'unknown' : 'internet';
}

/** The range of Exchange Online's mail servers that the peer is in. */
export function microsoftRangeOf(peer: Endpoint | undefined): MicrosoftMailRange | undefined {
  return peer === undefined ? undefined : microsoftMailRange(peer.address);
}

/**
 * What tells one peer from another in a finding's key. Exchange Online sends from, and answers at, hundreds of addresses, and they are one peer.
 * A client's port is another one in each session, so it has no place here.
 */
export function peerKey(peer: Endpoint | undefined): string {
  if (peer === undefined) return 'unknown peer';
  return peerKind(peer) === 'exchange-online' ? 'Exchange Online' : peer.address;
}

/** The same for a client that may be anybody: strangers on the internet are one peer, or each of a thousand bots would be a finding of its own. */
export function clientKey(client: Endpoint | undefined): string {
  return peerKind(client) === 'internet' ? 'the internet' : peerKey(client);
}

/** Whether the peer has an IPv6 address, which needs routes of its own. */
export function speaksIpv6(peer: Endpoint | undefined): boolean {
  return peer !== undefined && isIPv6(peer.address);
}
