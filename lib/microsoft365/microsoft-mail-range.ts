import { inIpRange } from './ip-range.js';
import type { Cloud } from './mail-endpoints.js';
import { MAIL_ENDPOINTS } from './mail-endpoints-snapshot.js';
import { remembered } from './remembered.js';

export interface MicrosoftMailRange {
  readonly cloud: Cloud;
  /** CIDR, as published. */
  readonly range: string;
  /** The day of Microsoft's list, `yyyy-mm-dd`, for the diagnosis to say how old its knowledge is. */
  readonly asOf: string;
}

/**
 * From when on a worldwide address outside of the ranges is known to be none of Microsoft's: the oldest list at hand has the same ranges as today's.
 * Before 2020 there were others, which are withdrawn.
 *
 * @source https://github.com/MicrosoftDocs/microsoft-365-docs/blob/02a494f5/microsoft-365/includes/office-365-worldwide-endpoints.md (2022-07-28)
 */
export const RANGES_KNOWN_SINCE = Date.UTC(2022, 6, 28);

const RANGES = MAIL_ENDPOINTS.flatMap(({ cloud, version, ranges }) =>
  ranges.map((range) => ({ holds: inIpRange(range), found: { cloud, range, asOf: dayOf(version) } })),
);

/**
 * The published range of Exchange Online's mail servers in which an address lies. Being in it doesn't make an address the customer's tenant:
 * all tenants share them. Being outside is no fault by itself either: a filter service in between is legal, except in a hybrid.
 *
 * GCC High and DoD share 23.103.191.0/24; it is named as GCC High's.
 *
 * @param address an IPv4 or IPv6 address without port or brackets.
 * @example microsoftMailRange('104.47.5.36') // { cloud: 'Worldwide', range: '104.47.0.0/17', asOf: '2026-08-14' }
 */
export const microsoftMailRange: (address: string) => MicrosoftMailRange | undefined = remembered(
  (address) => RANGES.find(({ holds }) => holds(address))?.found,
);

/** `2026081400` → `2026-08-14`. */
function dayOf(version: string): string {
  return `${version.slice(0, 4)}-${version.slice(4, 6)}-${version.slice(6, 8)}`;
}
