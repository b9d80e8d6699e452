import type { Severity } from '../../diagnosis/rule.js';

/** How much stands still, in a word and a colour; of several things, how many they are. */
export function SeverityBadge({ severity, count }: { readonly severity: Severity; readonly count?: number }) {
  return (
    <span class={`badge severity-${severity}`}>
      {count !== undefined && `${count.toLocaleString()} `}
      {severity}
    </span>
  );
}
