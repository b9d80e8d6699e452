import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Addresses that are nobody's in the internet: a webhook there would let whoever sets its URL ask around in the network where Mailflow runs, up to the
 * cloud's own metadata service (169.254.169.254), which hands out tokens.
 *
 * @source https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const SPECIAL_RANGES = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // Azure's own resolver and health probe, which answers in every virtual network.
  '168.63.129.16/32',
  // Of IPv6 only 2000::/3 is given out; of that, what holds or tunnels IPv4 leads elsewhere than it says.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
] as const;

const GLOBAL_UNICAST = listOf(['2000::/3']);
const SPECIAL = listOf(SPECIAL_RANGES);

/** Ranges in which webhooks may lie although nobody else can reach them. */
export type AllowedRanges = BlockList;

/** The setting that names them: ranges such as `10.1.2.0/24`, told apart by commas. */
export const ALLOWED_RANGES_SETTING = 'MAILFLOW_WEBHOOK_RANGES';

/** The ranges in this setting. @throws when it holds anything else */
export function allowedRangesIn(setting: string | undefined): AllowedRanges {
  const ranges = (setting ?? '')
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '');
  const wrong = ranges.find((range) => !isRange(range));
  if (wrong !== undefined) throw new Error(`${ALLOWED_RANGES_SETTING} holds “${wrong}”, which is no range such as 10.1.2.0/24.`);
  return listOf(ranges);
}

/** Whether something may be sent to this address. */
export function mayReach(address: string, allowed: AllowedRanges): boolean {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0) return false;
  if (allowed.check(address, family)) return true;
  return !SPECIAL.check(address, family) && (family === 'ipv4' || GLOBAL_UNICAST.check(address, family));
}

function isRange(range: string): boolean {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  return isIP(address) !== 0 && Number(bits) <= (isIPv6(address) ? 128 : 32);
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}
