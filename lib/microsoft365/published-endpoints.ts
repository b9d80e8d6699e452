import { z } from 'zod';
import { parseIpRange, type IpRange } from './ip-range.js';
import type { MailEndpoints } from './mail-endpoints.js';

/** Members that are not needed, now or later, are left alone. */
const endpointSetSchema = z.object({
  serviceArea: z.string(),
  urls: z.array(z.string()).default([]),
  ips: z.array(z.string()).default([]),
  /** One text: `25`, `80,443`, `1024-65535`. */
  tcpPorts: z.string().default(''),
});

type EndpointSet = z.infer<typeof endpointSetSchema>;

export const publishedEndpointsSchema = z.array(endpointSetSchema);

export const publishedVersionSchema = z.object({ latest: z.string().regex(/^\d{10}$/) });

/** Wider ranges than Microsoft ever published for mail: taking one would call half the internet Microsoft. */
const SHORTEST_PREFIX = { ipv4: 8, ipv6: 24 } as const;

/**
 * What a published list says of mail. Entries are chosen by what they are for (Exchange, port 25), not by their id.
 *
 * @throws when the list can't be the truth: no IPv4 range, one that is malformed, or one that is far too wide. The old list then stays.
 */
export function mailEndpointsIn(published: z.infer<typeof publishedEndpointsSchema>): Pick<MailEndpoints, 'ranges' | 'urls'> {
  const sets = published.filter((set) => set.serviceArea === 'Exchange' && set.ips.length > 0 && hasPort(set, 25));
  const ranges = [...new Set(sets.flatMap(({ ips }) => ips))];
  const parsed = ranges.map(checkedRange);
  if (!parsed.some(({ family }) => family === 'ipv4')) {
    throw new Error(`Among ${published.length} published endpoint sets, none has IPv4 ranges for Exchange on port 25.`);
  }
  return { ranges, urls: [...new Set(sets.flatMap(({ urls }) => urls))] };
}

function checkedRange(text: string): IpRange {
  const range = parseIpRange(text);
  if (range === undefined) throw new Error(`The published range “${text}” is not in CIDR notation.`);
  if (range.prefix < SHORTEST_PREFIX[range.family]) throw new Error(`The published range ${text} is too wide to be true.`);
  return range;
}

function hasPort({ tcpPorts }: EndpointSet, port: number): boolean {
  return tcpPorts.split(',').some((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return first !== undefined && last !== undefined && first <= port && port <= last;
  });
}
