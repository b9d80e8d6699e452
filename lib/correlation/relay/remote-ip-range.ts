import { ipNumber } from './ip-number.js';

/** A range of a receive connector's RemoteIPRanges. */
export interface RemoteIpRange {
  readonly text: string;
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * Reads an address, `first-last` or CIDR; `undefined` for what is none.
 *
 * @source https://learn.microsoft.com/powershell/module/exchange/set-receiveconnector#-remoteipranges
 */
export function parseRemoteIpRange(text: string): RemoteIpRange | undefined {
  const [, from = '', to, prefix] = /^\s*([0-9A-Fa-f:.]+?)\s*(?:-\s*([0-9A-Fa-f:.]+)|\/(\d{1,3}))?\s*$/.exec(text) ?? [];
  const start = ipNumber(from);
  if (start === undefined) return undefined;
  if (prefix !== undefined) return subnet(text, start.family, start.value, Number(prefix));
  const end = to === undefined ? start : ipNumber(to);
  if (end?.family !== start.family || end.value < start.value) return undefined;
  return { text, family: start.family, first: start.value, last: end.value };
}

/** Whether an address lies in the range. */
export function holds({ family, first, last }: RemoteIpRange, address: string): boolean {
  const number = ipNumber(address);
  return number?.family === family && number.value >= first && number.value <= last;
}

/** The smaller, the more specific. */
export function sizeOf({ first, last }: RemoteIpRange): bigint {
  return last - first;
}

function subnet(text: string, family: 4 | 6, address: bigint, prefix: number): RemoteIpRange | undefined {
  const bits = family === 4 ? 32 : 128;
  if (prefix > bits) return undefined;
  const mask = (1n << BigInt(bits - prefix)) - 1n;
  return { text, family, first: address & ~mask, last: address | mask };
}
