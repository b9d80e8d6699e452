import type { AcceptedDomain } from '../../inventory/accepted-domain.js';

/** How a recipient's domain stands to the accepted domains. */
export type Acceptance =
  | { readonly accepted: true; readonly by: AcceptedDomain }
  /** Below an accepted domain that does not take subdomains: clearly the organization's own. */
  | { readonly accepted: false; readonly below: AcceptedDomain | undefined };

/** `*.contoso.com` takes contoso.com and what is below it; `*` takes everything. */
export function acceptanceOf(domain: string, acceptedDomains: readonly AcceptedDomain[]): Acceptance {
  const wanted = domain.toLowerCase();
  const by = acceptedDomains.find(({ domain: accepted }) => {
    if (accepted === '*' || accepted === wanted) return true;
    if (!accepted.startsWith('*.')) return false;
    const parent = accepted.slice(2);
    return wanted === parent || wanted.endsWith(`.${parent}`);
  });
  if (by !== undefined) return { accepted: true, by };
  return { accepted: false, below: acceptedDomains.find(({ domain: accepted }) => wanted.endsWith(`.${accepted}`)) };
}
