import { isIPv4, isIPv6 } from 'node:net';

/** An address as a number, for comparing ranges. */
export interface IpNumber {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** Reads an address; `undefined` for anything else. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. */
export function ipNumber(text: string): IpNumber | undefined {
  if (isIPv4(text)) return { family: 4, value: join(text.split('.').map(Number), 8n) };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const value = join(groupsOf(text), 16n);
  const mapped = value >> 32n === 0xffffn;
  return mapped ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value };
}

/** The eight groups of a valid IPv6 address; its last four bytes may be written as IPv4. */
function groupsOf(text: string): readonly number[] {
  const [head = '', tail] = text.split('::');
  const before = groupsIn(head);
  const after = groupsIn(tail ?? '');
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(gap).fill(0), ...after];
}

function groupsIn(part: string): readonly number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function join(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(part), 0n);
}
