import type { Severity } from '../../diagnosis/rule.js';

/** How much stands still, in a word and a colour. */
export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  return <span class={`badge severity-${severity}`}>{severity}</span>;
}
