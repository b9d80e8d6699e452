import { BlockList, isIP, isIPv4 } from 'node:net';

export interface IpRange {
  /** CIDR, as published. */
  readonly text: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
  /** Whether an address lies in the range; an IPv4 address may also be written as IPv6 (`::ffff:192.0.2.1`). */
  holds(address: string): boolean;
}

/** Reads a range in CIDR notation; `undefined` when it is none. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = '', bits = '', ...more] = text.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = Number(bits);
  if (prefix > (version === 4 ? 32 : 128)) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return { text, family, prefix, holds: (candidate) => isPlainAddress(candidate) && list.check(candidate, familyOf(candidate)) };
}

/**
 * Whether an address lies in a range, which is read when one is first held against it; a range of IPv6 only when the address may be IPv6: to recognise the
 * first, Node.js compiles an expression for longer than a small log takes to be diagnosed.
 */
export function inIpRange(text: string): (address: string) => boolean {
  let range: IpRange | undefined;
  return (address) => (address.includes(':') || !text.includes(':')) && (range ??= parseIpRange(text))?.holds(address) === true;
}

/** Whether a text is an IP address and nothing more: no port, no brackets, no zone. */
function isPlainAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
