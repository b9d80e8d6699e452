import { readName, type Enumeration } from './powershell/enumeration.js';
import { property, type Properties } from './powershell/properties.js';
import { readKnownText } from './powershell/text.js';
import { readTruth } from './powershell/truth.js';

/** @source https://github.com/microsoft/CSS-Exchange, test data GetAcceptedDomain.xml (numbers) */
const DOMAIN_TYPE: Enumeration<'Authoritative' | 'ExternalRelay' | 'InternalRelay'> = {
  names: ['Authoritative', 'ExternalRelay', 'InternalRelay'],
  numbers: { Authoritative: 0, ExternalRelay: 1, InternalRelay: 2 },
};

export type DomainType = (typeof DOMAIN_TYPE.names)[number];

/**
 * One domain of `Get-AcceptedDomain`.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/accepted-domains/accepted-domains
 */
export interface AcceptedDomain {
  /** Lower case; `*.contoso.com` accepts the subdomains too, `*` everything. */
  readonly domain: string;
  readonly type: DomainType | undefined;
  readonly isDefault: boolean | undefined;
}

export function readAcceptedDomain(item: Properties): AcceptedDomain | undefined {
  const domain = readKnownText(property(item, 'DomainName'));
  if (domain === undefined) return undefined;
  return {
    domain: domain.toLowerCase(),
    type: readName(property(item, 'DomainType'), DOMAIN_TYPE),
    isDefault: readTruth(property(item, 'Default')),
  };
}
