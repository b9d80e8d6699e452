import type { ReceiveConnector } from '../../inventory/receive-connector.js';
import { isSameServer } from '../same-server.js';
import { holds, parseRemoteIpRange, sizeOf, type RemoteIpRange } from './remote-ip-range.js';

/** Which receive connector the settings give a client to. */
export type ConnectorForClient =
  | { readonly known: true; readonly connector: ReceiveConnector; readonly range: RemoteIpRange }
  | {
      readonly known: false;
      readonly because: 'settings not exported' | 'two ranges are equally narrow' | 'no range holds the address';
    };

/**
 * Of the connectors of a server that listen where `taken` listens, the one with the narrowest range that holds the client's address.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/connectors/receive-connectors#receive-connector-remote-addresses
 */
export function connectorForClient(address: string, taken: ReceiveConnector, connectors: readonly ReceiveConnector[]): ConnectorForClient {
  const rivals = connectors.filter((connector) => isRival(connector, taken));
  if (rivals.some(isUntold)) return { known: false, because: 'settings not exported' };
  const offers = rivals.flatMap((connector) => {
    const range = narrowest(connector, address);
    return range === undefined ? [] : [{ connector, range }];
  });
  const [best, second] = offers.sort((one, other) => compare(sizeOf(one.range), sizeOf(other.range)));
  if (best === undefined) return { known: false, because: 'no range holds the address' };
  if (second !== undefined && sizeOf(second.range) === sizeOf(best.range)) {
    return { known: false, because: 'two ranges are equally narrow' };
  }
  return { known: true, ...best };
}

/** Connectors of one service on one server whose bindings meet. What an export does not tell may well be so. */
function isRival(connector: ReceiveConnector, taken: ReceiveConnector): boolean {
  if (connector.enabled === false) return false;
  if (connector.server !== undefined && taken.server !== undefined && !isSameServer(connector.server, taken.server)) return false;
  if (connector.transportRole !== undefined && taken.transportRole !== undefined && connector.transportRole !== taken.transportRole) {
    return false;
  }
  const { bindings } = connector;
  if (bindings === undefined || taken.bindings === undefined) return true;
  return bindings.some((one) => taken.bindings?.some((other) => meet(one, other)));
}

/** Same port, and the same address or one that stands for all. */
function meet(one: string, other: string): boolean {
  const [address, port] = split(one);
  const [otherAddress, otherPort] = split(other);
  return port === otherPort && (address === otherAddress || isAny(address) || isAny(otherAddress));
}

function split(binding: string): readonly [string, string] {
  const colon = binding.lastIndexOf(':');
  return [binding.slice(0, colon), binding.slice(colon + 1)];
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '[::]';
}

function isUntold({ remoteIpRanges, bindings }: ReceiveConnector): boolean {
  return bindings === undefined || remoteIpRanges === undefined || remoteIpRanges.some((text) => parseRemoteIpRange(text) === undefined);
}

function narrowest({ remoteIpRanges = [] }: ReceiveConnector, address: string): RemoteIpRange | undefined {
  return remoteIpRanges
    .flatMap((text) => parseRemoteIpRange(text) ?? [])
    .filter((range) => holds(range, address))
    .sort((one, other) => compare(sizeOf(one), sizeOf(other)))[0];
}

function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
